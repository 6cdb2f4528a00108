package io.twinproxy.controller.act.targets;

import static io.twinproxy.controller.act.targets.TargetsStateTest.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.targets.TargetReading.Health;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateStateTest {
    private static final String GROUP = "arn:aws:elasticloadbalancing:r:1:targetgroup/g/1";
    private static final Target A = new Target("proxy-a", Optional.of("i-a"), Optional.empty());
    private static final Target B = new Target("proxy-b", Optional.of("i-b"), Optional.empty());
    private static final List<Target> HOSTS = List.of(A, B);

    private static GateState gate(TargetReading... targets) {
        return new GateState(Group.of(GROUP, Arrays.asList(targets)));
    }

    @Test
    void theAssignmentIsTheGate() {
        GateState state = gate(target("i-a", Health.HEALTHY), target("i-b", Health.UNHEALTHY));
        assertThat(state.placement(HOSTS, Optional.of("proxy-b")).heldBy("proxy-b"))
                .isTrue();
        assertThat(state.placement(HOSTS, Optional.empty()).heldBy("proxy-a")).isTrue();
    }

    @Test
    void aHostThatIsNotRegisteredHoldsNothing() {
        Placement placement = gate(target("i-b", Health.HEALTHY)).placement(HOSTS, Optional.of("proxy-a"));
        assertThat(placement.kind()).isEqualTo(Placement.Kind.NONE);
        assertThat(gate(target("i-b", Health.HEALTHY)).next(A, Duration.ZERO).step())
                .contains(new Register(GROUP, "i-a"));
    }

    @Test
    void withoutAnAssignmentOnlyOneHealthyHostHoldsIt() {
        for (GateState state : List.of(
                gate(target("i-a", Health.HEALTHY), target("i-b", Health.HEALTHY)),
                gate(target("i-a", Health.UNHEALTHY), target("i-b", Health.UNHEALTHY)))) {
            assertThat(state.placement(HOSTS, Optional.empty()).kind()).isEqualTo(Placement.Kind.NONE);
        }
    }

    @Test
    void arrivesWhenTheHealthChecksHaveFollowed() {
        assertThat(next(gate(target("i-a", Health.HEALTHY), target("i-b", Health.UNHEALTHY))))
                .isEqualTo(Next.Kind.WAIT);
        assertThat(next(gate(target("i-a", Health.HEALTHY), target("i-b", Health.HEALTHY))))
                .isEqualTo(Next.Kind.WAIT);
        for (Health off : List.of(Health.UNHEALTHY, Health.UNHEALTHY_DRAINING, Health.DRAINING, Health.INITIAL)) {
            assertThat(next(gate(target("i-a", off), target("i-b", Health.HEALTHY))))
                    .isEqualTo(Next.Kind.ARRIVED);
        }
    }

    @Test
    void saysThatTheLoadBalancerFailsOpen() {
        GateState open = gate(target("i-a", Health.UNHEALTHY), target("i-b", Health.UNHEALTHY));
        assertThat(open.placement(HOSTS, Optional.of("proxy-a")).sentence()).contains("every one of them");
        assertThat(open.next(B, Duration.ZERO).sentence()).contains("every one of them");
        GateState closed = gate(target("i-a", Health.HEALTHY), target("i-b", Health.UNHEALTHY));
        assertThat(closed.placement(HOSTS, Optional.of("proxy-a")).sentence()).doesNotContain("every one of them");
    }

    @Test
    void neverDeregisters() {
        for (Health mine : Health.values()) {
            for (Health other : Health.values()) {
                Next next = gate(target("i-a", other), target("i-b", mine)).next(B, Duration.ofDays(1));
                assertThat(next.step().filter(s -> !(s instanceof Register))).isEmpty();
            }
        }
    }

    @Test
    void isStuckWhereHealthChecksCannotBeTheGate() {
        assertThat(next(gate(target("i-b", Health.UNAVAILABLE, "Target.HealthCheckDisabled"))))
                .isEqualTo(Next.Kind.STUCK);
        assertThat(next(gate(target("i-b", Health.UNUSED, "Target.NotInUse")))).isEqualTo(Next.Kind.STUCK);
    }

    @Test
    void unreadableIsUnknown() {
        GateState state = new GateState(Group.unreadable(GROUP, "no answer"));
        assertThat(state.placement(HOSTS, Optional.of("proxy-a"))).isEqualTo(Placement.unknown("no answer"));
        assertThat(next(state)).isEqualTo(Next.Kind.WAIT);
    }

    private static Next.Kind next(GateState state) {
        return state.next(B, Duration.ZERO).kind();
    }
}
