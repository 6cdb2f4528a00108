package io.twinproxy.controller.act.targets;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A target group whose registered target is the active host, and the next step from there. Pure.
 *
 * <p>The group belongs to the pair: after a move only the wanted host is registered in it. A machine that is no host
 * of the pair is tolerated beside one that is, so that a forgotten registration does not stop failovers, and goes with
 * the next move; alone in the group it is the holder, and left alone.
 *
 * @param singleWriterFirst the old goes before the new comes: a gap, and never two at once. Otherwise the new must
 *     serve before an old that the load balancer thinks well of goes; one that it does not is no loss, and goes at once
 */
public record TargetsState(Group group, boolean singleWriterFirst) implements Observed {
    @Override
    public Placement placement(List<Target> hosts, Optional<String> assigned) {
        if (group.unreadable().isPresent()) {
            return Placement.unknown(group.unreadable().get());
        }
        List<Target> registered =
                hosts.stream().filter(h -> !group.of(h).isEmpty()).toList();
        List<TargetReading> strangers = group.strangers(hosts);
        if (registered.isEmpty()) {
            return strangers.isEmpty()
                    ? Placement.none("no target is registered")
                    : Placement.outside(
                            "only machines that are no hosts of this pair are registered: " + Group.words(strangers));
        }
        Target holder = holder(registered, assigned);
        String others = registered.stream()
                .filter(h -> !h.equals(holder))
                .map(h -> "; " + h.host() + " is registered as well: " + Group.words(group.of(h)))
                .collect(Collectors.joining());
        String strange =
                strangers.isEmpty() ? "" : "; registered without being a host of this pair: " + Group.words(strangers);
        return Placement.heldBy(holder.host(), holder.host() + ": " + Group.words(group.of(holder)) + others + strange);
    }

    /**
     * Several are registered in the middle of a move, or after someone else's: the assigned host is the holder if it
     * is among them, since everything else follows it. Without one, whoever serves; then the first.
     */
    private Target holder(List<Target> registered, Optional<String> assigned) {
        return registered.stream()
                .filter(h -> assigned.equals(Optional.of(h.host())))
                .findFirst()
                .or(() -> registered.stream()
                        .filter(h -> group.of(h).stream().anyMatch(TargetReading::serves))
                        .findFirst())
                .orElseGet(() -> registered.get(0));
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
        List<TargetReading> others = group.others(wanted);
        if (mine.isEmpty()) {
            return singleWriterFirst && !others.isEmpty()
                    ? deregister(others.get(0))
                    : Next.step(new Register(group.arn(), wanted.instance().get()));
        }
        if (mine.stream().allMatch(t -> t.hopeless().isPresent())) {
            return Next.stuck(mine.get(0).hopeless().orElseThrow());
        }
        boolean serves = mine.stream().anyMatch(TargetReading::serves);
        Optional<TargetReading> leaves = others.stream()
                .filter(t -> singleWriterFirst || serves || t.dead())
                .findFirst();
        if (leaves.isPresent()) {
            return deregister(leaves.get());
        }
        return serves
                ? Next.arrived(Group.words(mine))
                : Next.await("waiting until it is healthy: " + Group.words(mine));
    }

    private Next deregister(TargetReading target) {
        return Next.step(Deregister.of(group.arn(), target));
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
