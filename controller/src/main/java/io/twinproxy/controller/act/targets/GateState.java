package io.twinproxy.controller.act.targets;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A target group in which both hosts stay registered, and only the assigned one passes its health check. Pure. The
 * assignment itself is the gate: the agents' answers follow it, the load balancer follows them, and no call moves
 * anything. Where no target is healthy the load balancer sends connections to all of them; no setting prevents that.
 */
public record GateState(Group group) implements Observed {
    private static final String FAIL_OPEN =
            "; no target is healthy, so the load balancer sends connections to every one of them";

    /**
     * The assigned host, as long as it is registered: which one the health checks favour follows from it, and lags. A
     * host that is not registered holds nothing, which has it registered.
     */
    @Override
    public Placement placement(List<Target> hosts, Optional<String> assigned) {
        if (group.unreadable().isPresent()) {
            return Placement.unknown(group.unreadable().get());
        }
        List<Target> serving = hosts.stream()
                .filter(h -> group.of(h).stream().anyMatch(TargetReading::serves))
                .toList();
        String said = Group.words(group.registered()) + open();
        if (assigned.isEmpty()) {
            return serving.size() == 1
                    ? Placement.heldBy(serving.get(0).host(), said)
                    : Placement.none("no host is assigned, and the health checks single none out; " + said);
        }
        boolean registered = hosts.stream()
                .anyMatch(h ->
                        assigned.equals(Optional.of(h.host())) && !group.of(h).isEmpty());
        return registered
                ? Placement.heldBy(assigned.get(), said)
                : Placement.none(
                        assigned.get() + " is assigned but not registered" + (said.isEmpty() ? "" : "; " + said));
    }

    @Override
    public Next next(Target wanted, Duration waited) {
        if (wanted.instance().isEmpty()) {
            return Next.stuck(wanted.host() + " has not said its EC2 instance id: set 'instance' in its agent.yml");
        }
        if (group.unreadable().isPresent()) {
            return Next.await(group.unreadable().get());
        }
        List<TargetReading> mine = group.of(wanted);
        if (mine.isEmpty()) {
            return Next.step(new Register(group.arn(), wanted.instance().get()));
        }
        if (mine.stream().anyMatch(TargetReading::unchecked)) {
            return Next.stuck(
                    "health checks of the target group are switched off, and they are the gate: switch them on");
        }
        if (mine.stream().allMatch(t -> t.hopeless().isPresent())) {
            return Next.stuck(mine.get(0).hopeless().orElseThrow());
        }
        if (mine.stream().noneMatch(TargetReading::serves)) {
            return Next.await("waiting until it passes its health check: " + Group.words(mine) + open());
        }
        List<TargetReading> still =
                group.others(wanted).stream().filter(TargetReading::serves).toList();
        return still.isEmpty()
                ? Next.arrived(Group.words(mine))
                : Next.await("waiting until the health checks let go of the other: " + Group.words(still));
    }

    private String open() {
        List<TargetReading> registered = group.registered();
        return !registered.isEmpty() && registered.stream().noneMatch(TargetReading::serves) ? FAIL_OPEN : "";
    }

    @Override
    public boolean readable() {
        return group.unreadable().isEmpty();
    }

    @Override
    public String state() {
        return group.state();
    }
}
