package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.Probe.Result;
import io.twinproxy.emulator.core.Target.Checker;
import io.twinproxy.emulator.core.Target.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When each target is to be checked and what the results make of it. Every checker keeps its own rhythm and streak; a
 * target is what more than half of its checkers say. A probe nobody answers within the check's timeout has timed out.
 */
final class HealthChecks {
    private final World world;
    private final TargetGroups groups;
    private final ArrayDeque<Probe> due = new ArrayDeque<>();
    private long probes;

    HealthChecks(World world, TargetGroups groups) {
        this.world = world;
        this.groups = groups;
    }

    /** Starts the checkers of a target, spread over the interval as independent ones are. */
    void begin(Group group, Target target) {
        if (!group.settings.healthCheck().enabled()) {
            return;
        }
        long interval = group.settings.healthCheck().interval().toNanos();
        int life = target.life;
        for (int i = 0; i < target.checkers.length; i++) {
            int checker = i;
            world.after(interval * i / target.checkers.length, () -> ask(group, target, life, checker));
        }
    }

    private boolean stillMeant(Group group, Target target, int life) {
        return group.targets.get(target.id) == target && target.life == life && target.checked();
    }

    private void ask(Group group, Target target, int life, int checker) {
        if (!stillMeant(group, target, life)) {
            return;
        }
        HealthCheckSettings check = group.settings.healthCheck();
        long number = probes++;
        target.checkers[checker].outstanding = number;
        due.addLast(new Probe(
                group.settings.arn(),
                target.id,
                checker,
                group.instanceOf(target.id),
                check.port().orElse(target.id.port()),
                check,
                number));
        world.after(check.timeout().toNanos(), () -> {
            if (target.checkers[checker].outstanding == number && stillMeant(group, target, life)) {
                result(group, target, checker, Result.TIMEOUT);
            }
        });
        world.after(check.interval().toNanos(), () -> ask(group, target, life, checker));
    }

    boolean anyDue() {
        return !due.isEmpty();
    }

    List<Probe> takeDue() {
        List<Probe> taken = new ArrayList<>(due);
        due.clear();
        return List.copyOf(taken);
    }

    /** Takes a probe's result; one that comes too late, or for a target that has gone, is dropped. */
    void answer(Probe probe, Result result) {
        Group group = groups.require(probe.targetGroupArn());
        Target target = group.targets.get(probe.target());
        if (target != null
                && target.checked()
                && probe.checker() < target.checkers.length
                && target.checkers[probe.checker()].outstanding == probe.number()) {
            result(group, target, probe.checker(), result);
        }
    }

    /** Takes a result for all checkers of a target at once, whenever it is told. */
    void tell(String groupArn, TargetId id, Result result) {
        Group group = groups.require(groupArn);
        Target target = group.targets.get(id);
        if (target != null && target.checked()) {
            for (int i = 0; i < target.checkers.length; i++) {
                result(group, target, i, result);
            }
        }
    }

    private void result(Group group, Target target, int index, Result result) {
        HealthCheckSettings check = group.settings.healthCheck();
        Checker checker = target.checkers[index];
        checker.outstanding = -1;
        if (result == Result.OK) {
            checker.good++;
            checker.bad = 0;
        } else {
            checker.bad++;
            checker.good = 0;
            checker.lastBad = result;
        }
        if (checker.good >= check.healthyThreshold()) {
            checker.decided = true;
            checker.saysHealthy = true;
        } else if (checker.bad >= check.unhealthyThreshold()) {
            checker.decided = true;
            checker.saysHealthy = false;
        }
        agree(group, target);
    }

    private void agree(Group group, Target target) {
        long healthy = Arrays.stream(target.checkers)
                .filter(c -> c.decided && c.saysHealthy)
                .count();
        long unhealthy = Arrays.stream(target.checkers)
                .filter(c -> c.decided && !c.saysHealthy)
                .count();
        int half = target.checkers.length / 2;
        if (healthy > half && target.phase != Phase.HEALTHY) {
            target.phase = Phase.HEALTHY;
            target.unhealthyDraining = false;
            groups.refresh(group);
        } else if (unhealthy > half && target.phase != Phase.UNHEALTHY) {
            target.phase = Phase.UNHEALTHY;
            Arrays.stream(target.checkers)
                    .filter(c -> c.decided && !c.saysHealthy)
                    .findFirst()
                    .ifPresent(c -> target.reason = c.lastBad);
            beginUnhealthyDraining(group, target);
            groups.refresh(group);
        }
    }

    private void beginUnhealthyDraining(Group group, Target target) {
        TargetGroup settings = group.settings;
        target.unhealthyDraining = !settings.unhealthyTermination()
                && !settings.unhealthyDraining().isZero();
        if (target.unhealthyDraining) {
            int life = target.life;
            world.after(settings.unhealthyDraining().toNanos(), () -> {
                if (stillMeant(group, target, life) && target.unhealthyDraining) {
                    target.unhealthyDraining = false;
                    groups.refresh(group);
                    groups.reset(group, target.id, "unhealthy");
                }
            });
        }
    }
}
