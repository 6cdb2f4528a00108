package io.twinproxy.emulator.core;

import java.util.SortedMap;
import java.util.TreeMap;

/** The present state of one instance, with the interfaces that occupy its device indexes. */
final class Machine {
    final String id;
    final InstanceType type;
    final Subnet subnet;
    final long launchedNanos;
    final SortedMap<String, String> tags;
    final SortedMap<Integer, Eni> enis = new TreeMap<>();

    /** Interfaces removed by force, by index: metadata goes on listing them until the instance is stopped. */
    final SortedMap<Integer, Eni> ghosts = new TreeMap<>();

    InstanceState state;
    String privateIp = "";

    Machine(
            String id,
            InstanceType type,
            Subnet subnet,
            InstanceState state,
            long launchedNanos,
            SortedMap<String, String> tags) {
        this.id = id;
        this.type = type;
        this.subnet = subnet;
        this.state = state;
        this.launchedNanos = launchedNanos;
        this.tags = Tags.copy(tags);
    }

    Instance view(World world) {
        return new Instance(
                id,
                state,
                type.name(),
                subnet.subnetId(),
                subnet.vpcId(),
                subnet.availabilityZone(),
                privateIp,
                world.wall(launchedNanos),
                tags,
                enis.values().stream().map(e -> e.view(world)).toList());
    }
}
