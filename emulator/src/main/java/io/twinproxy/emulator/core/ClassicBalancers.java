package io.twinproxy.emulator.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Classic load balancers: a set of instances each, checked like the targets of a group. Where nobody is healthy they
 * refuse, and what is deregistered is cut off at once.
 */
final class ClassicBalancers {
    private final World world;
    private final Calls calls;
    private final TargetGroups groups;
    private final Targets targets;
    private final Instances instances;
    private final SortedMap<String, Integer> ports = new TreeMap<>();

    ClassicBalancers(World world, Calls calls, TargetGroups groups, Targets targets, Instances instances) {
        this.world = world;
        this.calls = calls;
        this.groups = groups;
        this.targets = targets;
        this.instances = instances;
    }

    void add(String name, int port, HealthCheckSettings check) {
        groups.add(TargetGroup.tcp(name, port, TargetGroup.TargetType.INSTANCE)
                .withArn(name)
                .withHealthCheck(check)
                .draining(Duration.ZERO, true)
                .behind(List.of(name)));
        ports.put(name, port);
    }

    void place(String name, String instanceId) {
        targets.place(name, id(name, instanceId));
    }

    /** The instances registered afterwards. */
    List<String> register(String name, List<String> instanceIds) {
        return change(Action.REGISTER_INSTANCES_WITH_LOAD_BALANCER, name, instanceIds, targets::admit);
    }

    List<String> deregister(String name, List<String> instanceIds) {
        return change(Action.DEREGISTER_INSTANCES_FROM_LOAD_BALANCER, name, instanceIds, targets::dismiss);
    }

    private interface Change {
        void make(Group group, TargetId id);
    }

    private List<String> change(Action action, String name, List<String> instanceIds, Change change) {
        return calls.run(action, name + " " + instanceIds, () -> {
            Group group = require(name);
            for (String instanceId : instanceIds) {
                requireInstance(instanceId);
            }
            instanceIds.forEach(i -> change.make(group, id(name, i)));
            groups.refresh(group);
            return group.targets.values().stream()
                    .filter(t -> t.phase != Target.Phase.DRAINING)
                    .map(t -> t.id.id())
                    .toList();
        });
    }

    private void requireInstance(String instanceId) {
        if (instances.find(instanceId).isEmpty()) {
            throw CloudError.refused("InvalidInstance", "Could not find EC2 instance %s", instanceId);
        }
    }

    /** Of the named instances, or of all that are registered when none is named. */
    List<InstanceHealth> describe(String name, List<String> instanceIds) {
        return calls.run(Action.DESCRIBE_INSTANCE_HEALTH, name, () -> {
            Group group = require(name);
            List<TargetHealth> known =
                    groups.history().at(group.settings.arn(), world.readNanos()).orElse(List.of());
            List<InstanceHealth> answer = new ArrayList<>();
            for (TargetHealth health : known) {
                boolean asked = instanceIds.isEmpty()
                        || instanceIds.contains(health.target().id());
                if (asked && !health.state().equals("draining")) {
                    answer.add(shown(health));
                }
            }
            for (String instanceId : instanceIds) {
                if (answer.stream().noneMatch(h -> h.instanceId().equals(instanceId))) {
                    throw CloudError.refused("InvalidInstance", "%s is not registered with %s", instanceId, name);
                }
            }
            return List.copyOf(answer);
        });
    }

    private static InstanceHealth shown(TargetHealth health) {
        String id = health.target().id();
        return switch (health.state()) {
            case "healthy", "unavailable" -> new InstanceHealth(id, "InService", "N/A", "N/A");
            case "initial" ->
                new InstanceHealth(id, "OutOfService", "ELB", "Instance registration is still in progress.");
            case "unused" -> new InstanceHealth(id, "OutOfService", "Instance", "Instance is not running.");
            default ->
                new InstanceHealth(
                        id,
                        "OutOfService",
                        "Instance",
                        "Instance has failed at least the UnhealthyThreshold number of health checks consecutively.");
        };
    }

    private Group require(String name) {
        if (!ports.containsKey(name)) {
            throw CloudError.refused("LoadBalancerNotFound", "There is no load balancer named '%s'", name);
        }
        return groups.require(name);
    }

    private TargetId id(String name, String instanceId) {
        return new TargetId(instanceId, ports.getOrDefault(name, 0));
    }
}
