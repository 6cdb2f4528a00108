package io.twinproxy.controller.decide;

import io.twinproxy.coordination.record.Policy;
import io.twinproxy.coordination.record.Switchover;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All a decision may look at, as of one moment.
 *
 * @param pair the pair's name
 * @param policy what the operator chose
 * @param unreadable which record cannot be read, and why
 * @param connected the store answers
 * @param leaseEnough the lease outlasts a cloud call; empty when it does, else a sentence
 * @param asleep for how much longer the leader's ages are distrusted; zero when they are not
 * @param starting for how much longer the leader only looks; zero when it is done
 * @param braked many pairs look down at once
 * @param paused who paused it and why
 * @param wish an operator's switchover not yet answered
 * @param active the assigned host, once there is one
 * @param chosen an operator put the active where it is, by a switchover or a failover; nothing has moved it since
 * @param moving the move under way: its target
 * @param mayRedirect whether that move may still be sent elsewhere: once for each hold-down
 * @param placement who holds the endpoint, says the cloud
 * @param hosts every host; kept in the order of their names, however given
 * @param holdDown for how much longer automatic moves rest; zero when they do not
 */
public record View(
        String pair,
        Policy policy,
        Optional<String> unreadable,
        boolean connected,
        Optional<String> leaseEnough,
        Duration asleep,
        Duration starting,
        boolean braked,
        Optional<String> paused,
        Optional<Switchover> wish,
        Optional<String> active,
        boolean chosen,
        Optional<String> moving,
        boolean mayRedirect,
        Placement placement,
        List<HostView> hosts,
        Duration holdDown) {
    public View {
        hosts = hosts.stream().sorted(Comparator.comparing(HostView::name)).toList();
    }

    public Optional<HostView> host(String name) {
        return hosts.stream().filter(h -> h.name().equals(name)).findFirst();
    }

    /** The assigned host as judged; empty when none is assigned or nothing was ever heard of it. */
    public Optional<HostView> activeHost() {
        return active.flatMap(this::host);
    }

    public boolean heldDown() {
        return !holdDown.isZero() && !holdDown.isNegative();
    }

    /** The first ready host by name other than the one given. */
    public Optional<HostView> readyOtherThan(String name) {
        return hosts.stream().filter(h -> h.ready() && !h.name().equals(name)).findFirst();
    }
}
