package io.twinproxy.controller.decide;

import io.twinproxy.coordination.record.Policy;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A view under construction for tests: begins as a healthy pair, {@code a} active and {@code b} ready. */
final class Picture {
    List<HostView> hosts = new ArrayList<>();
    Policy policy = new Policy(Optional.empty(), false);
    Optional<String> unreadable = Optional.empty();
    boolean connected = true;
    Optional<String> leaseEnough = Optional.empty();
    Duration asleep = Duration.ZERO;
    Duration starting = Duration.ZERO;
    boolean braked;
    Optional<String> paused = Optional.empty();
    Optional<Switchover> wish = Optional.empty();
    Optional<String> active = Optional.of("a");
    boolean chosen;
    Optional<String> moving = Optional.empty();
    boolean mayRedirect;
    Placement placement = Placement.heldBy("a", "a holds it");
    Duration holdDown = Duration.ZERO;

    static Picture healthy() {
        return of(Witness.healthy("a"), Witness.healthy("b"));
    }

    static Picture of(Witness... witnesses) {
        Picture picture = new Picture();
        for (Witness witness : witnesses) {
            picture.hosts.add(witness.judged());
        }
        return picture;
    }

    Picture heldBy(String host) {
        placement = Placement.heldBy(host, host + " holds it");
        return this;
    }

    Picture placed(Placement where) {
        placement = where;
        return this;
    }

    Picture unassigned() {
        active = Optional.empty();
        return this;
    }

    Picture movingTo(String host) {
        active = Optional.of(host);
        moving = Optional.of(host);
        placement = Placement.changing(Optional.of(host), "attaching to " + host);
        return this;
    }

    Picture chosen() {
        chosen = true;
        return this;
    }

    Picture heldDown() {
        holdDown = Duration.ofSeconds(42);
        return this;
    }

    Picture braked() {
        braked = true;
        return this;
    }

    Picture restoresDrift() {
        policy = new Policy(policy.failback(), true);
        return this;
    }

    Picture failsBackTo(String host) {
        policy = new Policy(Optional.of(host), policy.restoreDrift());
        return this;
    }

    Picture asked(Optional<String> to) {
        wish = Optional.of(wish(to, false));
        return this;
    }

    Picture forced(Optional<String> to) {
        wish = Optional.of(wish(to, true));
        return this;
    }

    static Switchover wish(Optional<String> to, boolean forced) {
        return new Switchover("w1", to, forced, false, new Request("ann", "kernel update", 0));
    }

    View view() {
        return new View(
                "cache-a",
                policy,
                unreadable,
                connected,
                leaseEnough,
                asleep,
                starting,
                braked,
                paused,
                wish,
                active,
                chosen,
                moving,
                mayRedirect,
                placement,
                hosts,
                holdDown);
    }

    Decision decide() {
        return Failover.decide(view());
    }
}
