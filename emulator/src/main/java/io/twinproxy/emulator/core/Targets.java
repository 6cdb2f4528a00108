package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.EmulatorSettings.RegisterWhileDraining;
import io.twinproxy.emulator.core.Target.Phase;
import io.twinproxy.emulator.core.TargetGroup.TargetType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Registering, deregistering and describing targets. */
final class Targets {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final World world;
    private final Calls calls;
    private final TargetGroups groups;
    private final Instances instances;
    private final HealthChecks checks;

    Targets(World world, Calls calls, TargetGroups groups, Instances instances, HealthChecks checks) {
        this.world = world;
        this.calls = calls;
        this.groups = groups;
        this.instances = instances;
        this.checks = checks;
    }

    void register(String groupArn, List<TargetName> named) {
        calls.run(Action.REGISTER_TARGETS, groupArn + " " + named, () -> {
            Group group = groups.require(groupArn);
            List<TargetId> ids = named.stream().map(n -> n.in(group)).toList();
            ids.forEach(id -> registrable(group, id));
            long added = ids.stream()
                    .distinct()
                    .filter(id -> !group.targets.containsKey(id))
                    .count();
            if (group.targets.size() + added > world.settings().targetsMax()) {
                throw CloudError.refused(
                        "TooManyTargets",
                        "More than %d targets",
                        world.settings().targetsMax());
            }
            ids.forEach(id -> register(group, id));
            groups.refresh(group);
            return ids;
        });
    }

    private void registrable(Group group, TargetId id) {
        boolean byInstance = group.settings.targetType() == TargetType.INSTANCE;
        boolean fits = byInstance
                ? instances
                        .find(id.id())
                        .filter(m -> m.state == InstanceState.RUNNING)
                        .isPresent()
                : ADDRESS.matcher(id.id()).matches();
        if (!fits || id.port() < 1 || id.port() > 65_535) {
            throw CloudError.refused(
                    "InvalidTarget", "The target '%s' is not %s", id, byInstance ? "a running instance" : "an address");
        }
    }

    private void register(Group group, TargetId id) {
        Target known = group.targets.get(id);
        if (known != null && known.phase != Phase.DRAINING) {
            return;
        }
        if (known != null && world.settings().registerWhileDraining() == RegisterWhileDraining.RESUMES) {
            known.life++;
            known.lingers = false;
            known.phase = known.phaseBeforeDraining;
            if (known.phase == Phase.REGISTERING) {
                begin(group, known);
            }
            return;
        }
        Target target = new Target(id, world.settings().checkers());
        target.life = known == null ? 0 : known.life + 1;
        group.targets.put(id, target);
        begin(group, target);
    }

    /** Registers an instance in whatever state it is in. */
    void admit(Group group, TargetId id) {
        register(group, id);
    }

    void dismiss(Group group, TargetId id) {
        Optional.ofNullable(group.targets.get(id))
                .filter(t -> t.phase != Phase.DRAINING)
                .ifPresent(t -> drain(group, t));
    }

    private void begin(Group group, Target target) {
        int life = target.life;
        world.after(world.settings().registrationDelay(), () -> {
            if (group.targets.get(target.id) == target && target.life == life && target.phase == Phase.REGISTERING) {
                target.phase = Phase.CHECKING;
                groups.refresh(group);
                checks.begin(group, target);
            }
        });
    }

    void place(String groupArn, TargetId id) {
        Group group = groups.require(groupArn);
        registrable(group, id);
        Target target = new Target(id, world.settings().checkers());
        target.phase = Phase.HEALTHY;
        for (Target.Checker checker : target.checkers) {
            checker.decided = true;
            checker.saysHealthy = true;
        }
        if (group.targets.putIfAbsent(id, target) != null) {
            throw new IllegalArgumentException("target " + id + " is registered already");
        }
        groups.refresh(group);
        checks.begin(group, target);
    }

    void deregister(String groupArn, List<TargetName> named) {
        calls.run(Action.DEREGISTER_TARGETS, groupArn + " " + named, () -> {
            Group group = groups.require(groupArn);
            for (TargetName name : named) {
                dismiss(group, name.in(group));
            }
            groups.refresh(group);
            return named;
        });
    }

    private void drain(Group group, Target target) {
        target.phaseBeforeDraining = target.phase;
        target.phase = Phase.DRAINING;
        target.unhealthyDraining = false;
        int life = ++target.life;
        long lingers = world.settings().removedLingers().draw(world.random()).orElse(Long.MAX_VALUE);
        long drains = group.settings.deregistrationDelay().toNanos();
        target.lingers = lingers > 0;
        if (target.lingers && lingers < drains) {
            world.after(lingers, () -> {
                if (target.life == life) {
                    target.lingers = false;
                    groups.refresh(group);
                }
            });
        }
        world.after(drains, () -> {
            if (group.targets.get(target.id) == target && target.life == life) {
                group.targets.remove(target.id);
                groups.refresh(group);
                if (group.settings.connectionTermination()) {
                    groups.reset(group, target.id, "deregistered");
                }
            }
        });
    }

    List<TargetHealth> describe(String groupArn, List<TargetName> named) {
        return calls.run(Action.DESCRIBE_TARGET_HEALTH, groupArn, () -> {
            Group group = groups.require(groupArn);
            List<TargetHealth> known =
                    groups.history().at(groupArn, world.readNanos()).orElse(List.of());
            if (named.isEmpty()) {
                return known;
            }
            List<TargetHealth> answer = new ArrayList<>();
            for (TargetName name : named) {
                TargetId id = name.in(group);
                answer.add(known.stream()
                        .filter(h -> h.target().equals(id))
                        .findFirst()
                        .orElseGet(() -> new TargetHealth(id, "unused", "Target.NotRegistered")));
            }
            return List.copyOf(answer);
        });
    }
}
