package io.twinproxy.controller.act.targets;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsStateTest {
    private static final String GROUP = "arn:aws:elasticloadbalancing:r:1:targetgroup/g/1";
    private static final Target A = new Target("proxy-a", Optional.of("i-a"), Optional.empty());
    private static final Target B = new Target("proxy-b", Optional.of("i-b"), Optional.empty());
    private static final List<Target> HOSTS = List.of(A, B);

    static TargetReading target(String id, Health health) {
        return target(id, health, "");
    }

    static TargetReading target(String id, Health health, String reason) {
        return new TargetReading(id, Optional.of(22121), health, reason);
    }

    private static TargetsState available(TargetReading... targets) {
        return new TargetsState(Group.of(GROUP, Arrays.asList(targets)), false);
    }

    private static TargetsState single(TargetReading... targets) {
        return new TargetsState(Group.of(GROUP, Arrays.asList(targets)), true);
    }

    private static Optional<Object> step(TargetsState state, Target wanted) {
        return state.next(wanted, Duration.ZERO).step().map(s -> s);
    }

    private static Deregister out(String id) {
        return new Deregister(GROUP, id, Optional.of(22121));
    }

    @Test
    void theOneRegisteredHostHoldsItWhateverItsHealth() {
        for (Health health : List.of(Health.INITIAL, Health.HEALTHY, Health.UNHEALTHY, Health.UNUSED, Health.OTHER)) {
            assertThat(available(target("i-b", health))
                            .placement(HOSTS, Optional.of("proxy-a"))
                            .heldBy("proxy-b"))
                    .as("%s", health)
                    .isTrue();
        }
    }

    @Test
    void drainingAndNotRegisteredCountAsGone() {
        TargetsState state = available(
                target("i-a", Health.DRAINING, "Target.DeregistrationInProgress"),
                target("i-b", Health.UNUSED, "Target.NotRegistered"));
        assertThat(state.placement(HOSTS, Optional.of("proxy-a")).kind()).isEqualTo(Placement.Kind.NONE);
        assertThat(step(state, B)).contains(new Register(GROUP, "i-b"));
    }

    @Test
    void ofTwoRegisteredTheAssignedHoldsIt() {
        TargetsState both = available(target("i-a", Health.UNHEALTHY), target("i-b", Health.HEALTHY));
        Placement placement = both.placement(HOSTS, Optional.of("proxy-a"));
        assertThat(placement.heldBy("proxy-a")).isTrue();
        assertThat(placement.sentence()).contains("proxy-b is registered as well");
        assertThat(both.placement(HOSTS, Optional.empty()).heldBy("proxy-b")).isTrue();
        TargetsState neither = available(target("i-a", Health.INITIAL), target("i-b", Health.INITIAL));
        assertThat(neither.placement(HOSTS, Optional.empty()).heldBy("proxy-a")).isTrue();
    }

    @Test
    void aStrangerIsToleratedBesideAHostAndIsTheHolderAlone() {
        TargetsState beside = available(target("i-a", Health.HEALTHY), target("i-x", Health.HEALTHY));
        Placement placement = beside.placement(HOSTS, Optional.of("proxy-a"));
        assertThat(placement.heldBy("proxy-a")).isTrue();
        assertThat(placement.sentence()).contains("i-x");
        assertThat(step(beside, A)).contains(out("i-x"));
        assertThat(available(target("i-x", Health.HEALTHY))
                        .placement(HOSTS, Optional.of("proxy-a"))
                        .kind())
                .isEqualTo(Placement.Kind.OUTSIDE);
    }

    @Test
    void unreadableIsUnknownAndWaits() {
        TargetsState state = new TargetsState(Group.unreadable(GROUP, "no answer"), false);
        assertThat(state.placement(HOSTS, Optional.of("proxy-a"))).isEqualTo(Placement.unknown("no answer"));
        assertThat(state.next(B, Duration.ZERO)).isEqualTo(Next.await("no answer"));
    }

    @Test
    void availabilityFirstKeepsAHealthyOldUntilTheNewServes() {
        TargetReading old = target("i-a", Health.HEALTHY);
        assertThat(step(available(old), B)).contains(new Register(GROUP, "i-b"));
        for (Health health : List.of(Health.INITIAL, Health.UNHEALTHY, Health.OTHER)) {
            assertThat(available(old, target("i-b", health))
                            .next(B, Duration.ZERO)
                            .kind())
                    .isEqualTo(Next.Kind.WAIT);
        }
        assertThat(step(available(old, target("i-b", Health.HEALTHY)), B)).contains(out("i-a"));
        assertThat(available(target("i-a", Health.DRAINING), target("i-b", Health.HEALTHY))
                        .next(B, Duration.ZERO)
                        .kind())
                .isEqualTo(Next.Kind.ARRIVED);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNHEALTHY", "UNHEALTHY_DRAINING", "UNUSED"})
    void availabilityFirstDoesNotWaitForTheSakeOfADeadOld(Health dead) {
        TargetsState state = available(target("i-a", dead, "Target.InvalidState"), target("i-b", Health.INITIAL));
        assertThat(step(state, B)).contains(out("i-a"));
        assertThat(step(available(target("i-a", dead)), B)).contains(new Register(GROUP, "i-b"));
    }

    @Test
    void singleWriterFirstTakesTheOldOutBeforeTheNewComes() {
        TargetReading old = target("i-a", Health.HEALTHY);
        assertThat(step(single(old), B)).contains(out("i-a"));
        assertThat(step(single(old, target("i-b", Health.INITIAL)), B)).contains(out("i-a"));
        assertThat(step(single(target("i-a", Health.DRAINING)), B)).contains(new Register(GROUP, "i-b"));
        assertThat(single(target("i-b", Health.INITIAL)).next(B, Duration.ZERO).kind())
                .isEqualTo(Next.Kind.WAIT);
        assertThat(single(target("i-b", Health.HEALTHY)).next(B, Duration.ZERO).kind())
                .isEqualTo(Next.Kind.ARRIVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Target.NotInUse", "Target.InvalidState", "Target.IpUnusable"})
    void isStuckOnATargetThatNoHealthCheckWillEverMakeServeAndLeavesTheOldIn(String reason) {
        TargetReading hopeless = target("i-b", Health.UNUSED, reason);
        for (TargetsState state : List.of(
                available(target("i-a", Health.HEALTHY), hopeless), single(target("i-a", Health.HEALTHY), hopeless))) {
            Next next = state.next(B, Duration.ZERO);
            assertThat(next.kind()).isEqualTo(Next.Kind.STUCK);
            assertThat(next.sentence()).contains("i-b");
        }
    }

    @Test
    void withoutHealthChecksBeingRegisteredIsServing() {
        TargetReading unchecked = target("i-b", Health.UNAVAILABLE, "Target.HealthCheckDisabled");
        assertThat(step(available(target("i-a", Health.HEALTHY), unchecked), B)).contains(out("i-a"));
        assertThat(available(target("i-b", Health.UNAVAILABLE, "Elb.InternalError"))
                        .next(B, Duration.ZERO)
                        .kind())
                .isEqualTo(Next.Kind.WAIT);
    }

    @Test
    void everyPortOfTheOldGoes() {
        TargetsState state = available(
                new TargetReading("i-a", Optional.of(2), Health.HEALTHY, ""),
                new TargetReading("i-a", Optional.of(1), Health.HEALTHY, ""),
                target("i-b", Health.HEALTHY));
        assertThat(step(state, B)).contains(new Deregister(GROUP, "i-a", Optional.of(1)));
    }

    @Test
    void cannotMoveToAHostWithoutAnInstance() {
        Target unsaid = new Target("proxy-b", Optional.empty(), Optional.empty());
        assertThat(available().next(unsaid, Duration.ZERO).kind()).isEqualTo(Next.Kind.STUCK);
    }

    @Test
    void knowsEveryWordOfTheApi() {
        assertThat(Health.of("unhealthy.draining")).isEqualTo(Health.UNHEALTHY_DRAINING);
        assertThat(Health.of("healthy")).isEqualTo(Health.HEALTHY);
        assertThat(Health.of("")).isEqualTo(Health.OTHER);
        assertThat(Health.of("mostly harmless")).isEqualTo(Health.OTHER);
    }
}
