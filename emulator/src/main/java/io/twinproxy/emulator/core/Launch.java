package io.twinproxy.emulator.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** RunInstances, as far as a world needs it to make itself through the API. */
final class Launch {
    private static final int COUNT_MAX = 20;

    private final World world;
    private final Calls calls;
    private final EniTable table;
    private final Networks networks;
    private final Instances instances;
    private final NetworkInterfaces interfaces;

    Launch(
            World world,
            Calls calls,
            EniTable table,
            Networks networks,
            Instances instances,
            NetworkInterfaces interfaces) {
        this.world = world;
        this.calls = calls;
        this.table = table;
        this.networks = networks;
        this.instances = instances;
        this.interfaces = interfaces;
    }

    List<Instance> run(String subnetId, String typeName, int count, SortedMap<String, String> tags, boolean dryRun) {
        return calls.run(Action.RUN_INSTANCES, typeName + " in " + subnetId, () -> {
            Subnet subnet = networks.subnet(subnetId);
            InstanceType type = instances.type(typeName);
            if (count < 1 || count > COUNT_MAX) {
                throw CloudError.refused("InvalidParameterValue", "Count must be 1 to %d", COUNT_MAX);
            }
            Calls.endDryRun(dryRun);
            List<Instance> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                made.add(one(subnet, type, tags));
            }
            return List.copyOf(made);
        });
    }

    private Instance one(Subnet subnet, InstanceType type, SortedMap<String, String> tags) {
        Machine machine =
                new Machine("i-" + world.hex17(), type, subnet, InstanceState.PENDING, world.nowNanos(), tags);
        Eni primary = interfaces.make(
                "eni-" + world.hex17(), subnet, Optional.empty(), Optional.empty(), "", List.of(), Tags.NONE);
        table.add(primary);
        instances.add(machine, primary);
        return machine.view(world);
    }
}
