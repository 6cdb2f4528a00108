package io.twinproxy.controller.act;

import java.util.List;
import java.util.Optional;

/**
 * A host as an endpoint knows it.
 *
 * @param host its name
 * @param instance its EC2 instance id; without one it cannot be given an ENI or be a target
 * @param zone its availability zone, where known
 */
public record Target(String host, Optional<String> instance, Optional<String> zone) {
    /** The host that is this instance. Of two that say they are, the assigned one: to hold it is not to have drifted. */
    public static Optional<String> on(Optional<String> instance, List<Target> hosts, Optional<String> assigned) {
        List<String> there = hosts.stream()
                .filter(h -> h.instance().isPresent() && h.instance().equals(instance))
                .map(Target::host)
                .toList();
        return assigned.filter(there::contains).or(() -> there.stream().findFirst());
    }
}
