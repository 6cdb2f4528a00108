package io.twinproxy.controller.act.targets;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Target;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the load balancer said of a target group at one moment. Pure.
 *
 * @param arn the group's
 * @param targets every target it lists, by id and port
 * @param unreadable why nothing can be told, if so
 */
public record Group(String arn, List<TargetReading> targets, Optional<String> unreadable) {
    public Group {
        targets = targets.stream()
                .sorted(Comparator.comparing(TargetReading::id)
                        .thenComparing(t -> t.port().orElse(0)))
                .toList();
    }

    public static Group of(String arn, List<TargetReading> targets) {
        return new Group(arn, targets, Optional.empty());
    }

    public static Group unreadable(String arn, String sentence) {
        return new Group(arn, List.of(), Optional.of(sentence));
    }

    /** The targets that are registered and not on their way out. */
    List<TargetReading> registered() {
        return targets.stream().filter(t -> !t.gone()).toList();
    }

    /** The registered targets of one host; none for a host whose instance is not known. */
    List<TargetReading> of(Target host) {
        return registered().stream()
                .filter(t -> host.instance().equals(Optional.of(t.id())))
                .toList();
    }

    List<TargetReading> others(Target host) {
        return registered().stream()
                .filter(t -> !host.instance().equals(Optional.of(t.id())))
                .toList();
    }

    /** Registered machines that are no host of the pair. */
    List<TargetReading> strangers(List<Target> hosts) {
        return registered().stream()
                .filter(t -> hosts.stream().noneMatch(h -> h.instance().equals(Optional.of(t.id()))))
                .toList();
    }

    /** Hosts that no health check will ever let serve, and machines that are no hosts. */
    void check(List<Target> hosts, Findings findings) {
        for (Target host : hosts) {
            of(host).forEach(t -> t.hopeless().ifPresent(reason -> findings.bars(host.host(), reason)));
        }
        List<TargetReading> strangers = strangers(hosts);
        if (!strangers.isEmpty()) {
            findings.warns("registered without being a host of this pair: " + words(strangers));
        }
    }

    String state() {
        return unreadable.isPresent()
                ? "unreadable"
                : targets.stream().map(TargetReading::words).collect(Collectors.joining(", "));
    }

    static String words(List<TargetReading> targets) {
        return targets.stream().map(TargetReading::words).collect(Collectors.joining(", "));
    }
}
