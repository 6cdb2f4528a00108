package io.twinproxy.controller.act.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.targets.TargetReading.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** From whatever the group says, both orders lead to the wanted host alone, and keep what they promise on the way. */
class TargetsWalkTest {
    private static final String GROUP = "arn:aws:elasticloadbalancing:r:1:targetgroup/g/1";
    private static final List<String> MACHINES = List.of("i-a", "i-b", "i-x");

    /** A load balancer a second at a time: three to become healthy, twenty to drain, dead machines never healthy. */
    private static final class Model {
        private final SortedMap<String, Health> targets = new TreeMap<>();
        private final SortedMap<String, Integer> age = new TreeMap<>();
        private final List<String> dead;

        Model(List<String> dead) {
            this.dead = dead;
        }

        void put(String id, Health health) {
            targets.put(id, health);
            age.put(id, 0);
        }

        Group seen() {
            return Group.of(
                    GROUP,
                    targets.entrySet().stream()
                            .map(e -> new TargetReading(e.getKey(), Optional.of(22121), e.getValue(), ""))
                            .toList());
        }

        void run(Step step) {
            if (step instanceof Register r) {
                Health was = targets.get(r.target());
                if (was == null || was == Health.DRAINING) {
                    put(r.target(), Health.INITIAL);
                }
            } else if (step instanceof Deregister d && targets.containsKey(d.target())) {
                put(d.target(), Health.DRAINING);
            }
        }

        void second() {
            for (String id : List.copyOf(targets.keySet())) {
                int seconds = age.merge(id, 1, Integer::sum);
                if (targets.get(id) == Health.DRAINING) {
                    if (seconds > 20) {
                        targets.remove(id);
                    }
                } else if (seconds > 3) {
                    targets.put(id, dead.contains(id) ? Health.UNHEALTHY : Health.HEALTHY);
                }
            }
        }

        boolean healthy(String id) {
            return targets.get(id) == Health.HEALTHY;
        }
    }

    @Test
    void everyGroupLeadsToTheWantedHostAlone() {
        Health[] start = {null, Health.INITIAL, Health.HEALTHY, Health.UNHEALTHY, Health.DRAINING};
        int walked = 0;
        for (boolean singleWriter : List.of(true, false)) {
            for (Health a : start) {
                for (Health b : start) {
                    for (Health x : start) {
                        for (boolean oldDead : List.of(true, false)) {
                            Model model = new Model(oldDead ? List.of("i-a", "i-x") : List.of());
                            List<Health> at = new ArrayList<>();
                            at.add(a);
                            at.add(b);
                            at.add(x);
                            for (int i = 0; i < 3; i++) {
                                if (at.get(i) != null) {
                                    model.put(MACHINES.get(i), at.get(i));
                                }
                            }
                            walk(model, singleWriter);
                            walked++;
                        }
                    }
                }
            }
        }
        assertThat(walked).isEqualTo(500);
    }

    private static void walk(Model model, boolean singleWriter) {
        Target wanted = new Target("proxy-b", Optional.of("i-b"), Optional.empty());
        List<String> path = new ArrayList<>();
        for (int second = 0; second < 60; second++) {
            TargetsState state = new TargetsState(model.seen(), singleWriter);
            Next next = state.next(wanted, Duration.ZERO);
            path.add(state.state() + " -> " + next.kind() + " " + next.sentence());
            if (next.kind() == Next.Kind.ARRIVED) {
                assertThat(model.seen().registered().stream().map(TargetReading::id))
                        .as("%s", path)
                        .containsExactly("i-b");
                return;
            }
            assertThat(next.kind()).as("%s", path).isNotEqualTo(Next.Kind.STUCK);
            next.step().ifPresent(step -> {
                promise(model, singleWriter, step, path);
                model.run(step);
            });
            model.second();
        }
        throw new AssertionError("did not arrive: " + path);
    }

    private static void promise(Model model, boolean singleWriter, Step step, List<String> path) {
        if (step instanceof Deregister out) {
            assertThat(out.target()).as("%s", path).isNotEqualTo("i-b");
            boolean costs = model.healthy(out.target()) && !model.healthy("i-b");
            assertThat(costs && !singleWriter).as("%s", path).isFalse();
        } else if (singleWriter) {
            assertThat(model.seen().registered()).as("%s", path).isEmpty();
        }
    }
}
