package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.JournalEntry.Kind;
import io.twinproxy.emulator.core.NetworkInterface.AttachmentStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Instances, their types and their lives. */
final class Instances {
    private static final SortedMap<String, Function<Instance, List<String>>> FILTERS = filters();

    private final World world;
    private final Calls calls;
    private final EniTable table;
    private final SortedMap<String, Machine> machines = new TreeMap<>();
    private final SortedMap<String, InstanceType> types = new TreeMap<>();
    private Runnable afterStateChange = () -> {};

    Instances(World world, Calls calls, EniTable table) {
        this.world = world;
        this.calls = calls;
        this.table = table;
        add(new InstanceType("t3.micro", 2, 2, 1));
        add(new InstanceType("t3.small", 3, 4, 1));
        add(new InstanceType("t3.medium", 3, 6, 1));
        add(new InstanceType("m5.large", 3, 10, 1));
        add(new InstanceType("c5.xlarge", 4, 15, 1));
        add(new InstanceType("p4d.24xlarge", 60, 50, 4));
    }

    void afterStateChange(Runnable action) {
        afterStateChange = action;
    }

    void add(InstanceType type) {
        types.put(type.name(), type);
    }

    InstanceType type(String name) {
        return Optional.ofNullable(types.get(name))
                .orElseThrow(CloudError.refusal("InvalidInstanceType", "The instance type '" + name + "' is unknown"));
    }

    Optional<Machine> find(String id) {
        return Optional.ofNullable(machines.get(id));
    }

    Machine require(String id) {
        return Ids.INSTANCE.require(id, find(id));
    }

    Collection<Machine> all() {
        return machines.values();
    }

    void add(Machine machine, Eni primary) {
        if (machines.putIfAbsent(machine.id, machine) != null) {
            throw new IllegalArgumentException("instance " + machine.id + " exists already");
        }
        machine.privateIp = primary.privateIp;
        table.place(primary, machine, 0, true);
        world.note(Kind.INSTANCE, machine.id, machine.state.apiName());
        if (machine.state == InstanceState.PENDING) {
            become(machine, world.settings().startDelay(), InstanceState.PENDING, InstanceState.RUNNING);
        }
    }

    List<Instance> describe(List<String> ids, List<Filter> filters, boolean paginated, boolean dryRun) {
        boolean wide = ids.isEmpty() && filters.isEmpty() && !paginated;
        return calls.run(Action.DESCRIBE_INSTANCES, wide, String.join(",", ids), () -> {
            ids.forEach(this::require);
            Filter.check(filters, FILTERS);
            Calls.endDryRun(dryRun);
            return machines.values().stream()
                    .filter(machine -> ids.isEmpty() || ids.contains(machine.id))
                    .map(machine -> machine.view(world))
                    .filter(instance -> Filter.all(filters, FILTERS, instance, instance.tags()))
                    .toList();
        });
    }

    List<InstanceType> describeTypes(List<String> names, boolean dryRun) {
        return calls.run(Action.DESCRIBE_INSTANCE_TYPES, String.join(",", names), () -> {
            List<InstanceType> asked = names.stream().map(this::type).toList();
            Calls.endDryRun(dryRun);
            return names.isEmpty() ? List.copyOf(types.values()) : asked;
        });
    }

    List<Instance> start(List<String> ids, boolean dryRun) {
        return change(Action.START_INSTANCES, ids, dryRun, machine -> {
            if (machine.state == InstanceState.STOPPED) {
                enter(machine, InstanceState.PENDING);
                become(machine, world.settings().startDelay(), InstanceState.PENDING, InstanceState.RUNNING);
            } else if (machine.state != InstanceState.PENDING && machine.state != InstanceState.RUNNING) {
                throw CloudError.refused("IncorrectInstanceState", "'%s' cannot be started", machine.id);
            }
        });
    }

    List<Instance> stop(List<String> ids, boolean dryRun) {
        return change(Action.STOP_INSTANCES, ids, dryRun, machine -> {
            if (machine.state == InstanceState.RUNNING) {
                enter(machine, InstanceState.STOPPING);
                become(machine, world.settings().stopDelay(), InstanceState.STOPPING, InstanceState.STOPPED);
            } else if (machine.state != InstanceState.STOPPING && machine.state != InstanceState.STOPPED) {
                throw CloudError.refused("IncorrectInstanceState", "'%s' cannot be stopped", machine.id);
            }
        });
    }

    List<Instance> terminate(List<String> ids, boolean dryRun) {
        return change(Action.TERMINATE_INSTANCES, ids, dryRun, machine -> {
            if (!machine.state.ending()) {
                enter(machine, InstanceState.SHUTTING_DOWN);
                become(
                        machine,
                        world.settings().terminateDelay(),
                        InstanceState.SHUTTING_DOWN,
                        InstanceState.TERMINATED);
                for (Eni eni : List.copyOf(machine.enis.values())) {
                    eni.hold()
                            .ifPresent(
                                    h -> table.detach(eni, h, world.settings().releaseDelay(), false));
                }
            }
        });
    }

    private List<Instance> change(Action action, List<String> ids, boolean dryRun, Consumer<Machine> change) {
        return calls.run(action, String.join(",", ids), () -> {
            List<Machine> asked = ids.stream().map(this::require).toList();
            Calls.endDryRun(dryRun);
            List<Instance> answer = new ArrayList<>();
            for (Machine machine : asked) {
                change.accept(machine);
                answer.add(machine.view(world));
            }
            return List.copyOf(answer);
        });
    }

    private void become(Machine machine, Delay delay, InstanceState from, InstanceState to) {
        world.after(delay, () -> {
            if (machine.state == from) {
                enter(machine, to);
            }
        });
    }

    private void enter(Machine machine, InstanceState state) {
        machine.state = state;
        world.note(Kind.INSTANCE, machine.id, state.apiName());
        if (state == InstanceState.STOPPED) {
            machine.ghosts.clear();
        }
        for (Eni eni : List.copyOf(machine.enis.values())) {
            if (state == InstanceState.RUNNING) {
                eni.hold().filter(h -> h.status == AttachmentStatus.ATTACHED).ifPresent(h -> h.guestSees = true);
            }
            table.holder(eni);
        }
        afterStateChange.run();
    }

    private static SortedMap<String, Function<Instance, List<String>>> filters() {
        SortedMap<String, Function<Instance, List<String>>> known = new TreeMap<>();
        known.put("instance-id", i -> List.of(i.instanceId()));
        known.put("instance-state-name", i -> List.of(i.state().apiName()));
        known.put("instance-type", i -> List.of(i.instanceType()));
        known.put("availability-zone", i -> List.of(i.availabilityZone()));
        known.put("private-ip-address", i -> List.of(i.privateIpAddress()));
        known.put("subnet-id", i -> List.of(i.subnetId()));
        known.put("vpc-id", i -> List.of(i.vpcId()));
        known.put("tag-key", i -> List.copyOf(i.tags().keySet()));
        return known;
    }
}
