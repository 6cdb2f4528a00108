package io.twinproxy.controller.act.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MappingStateTest {
    private static final Target A = new Target("proxy-a", Optional.of("i-a"), Optional.of("z1"));
    private static final Target B = new Target("proxy-b", Optional.of("i-b"), Optional.of("z2"));
    private static final List<Target> HOSTS = List.of(A, B);

    private static MappingState state(Led... led) {
        return MappingState.readable("10.0.0.5", List.of(led), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Led on(String place, String instance) {
        return Led.to(place, Optional.of(instance), Optional.of("eni-of-" + instance));
    }

    private static Placement placed(MappingState state) {
        return state.placement(HOSTS, Optional.of("proxy-a"));
    }

    @Test
    void whoeverEveryPlaceLeadsToHoldsIt() {
        assertThat(placed(state(on("", "i-b"))).heldBy("proxy-b")).isTrue();
        assertThat(placed(state(on("t1", "i-b"), on("t2", "i-b"))).heldBy("proxy-b"))
                .isTrue();
        Placement split = placed(state(on("t1", "i-a"), on("t2", "i-b")));
        assertThat(split.kind()).isEqualTo(Placement.Kind.NONE);
        assertThat(split.sentence()).isEqualTo("10.0.0.5 leads to i-a in t1, leads to i-b in t2");
        assertThat(placed(state(Led.nowhere(""))).kind()).isEqualTo(Placement.Kind.NONE);
        assertThat(placed(state(on("t1", "i-a"), Led.nowhere("t2"))).kind()).isEqualTo(Placement.Kind.NONE);
    }

    @Test
    void anInterfaceOfNobodyKnownIsHeldOutsideUnlessTheCloudSaysThatItReachesNobody() {
        Led unknown = Led.to("", Optional.empty(), Optional.of("eni-x"));
        assertThat(placed(state(unknown)).kind()).isEqualTo(Placement.Kind.OUTSIDE);
        assertThat(placed(state(on("", "i-x"))).sentence()).contains("i-x", "no host of this pair");
        Placement dead = placed(state(Led.dead("", "eni-x")));
        assertThat(dead.kind()).isEqualTo(Placement.Kind.NONE);
        assertThat(dead.sentence()).contains("eni-x", "hangs on no instance");
    }

    @Test
    void theNextStepIsTheFirstPlaceThatLeadsElsewhere() {
        assertThat(state(on("t1", "i-b"), on("t2", "i-a"))
                        .next(B, Duration.ZERO)
                        .step())
                .contains(new Lead("10.0.0.5", "t2", "i-b", false));
        assertThat(state(Led.nowhere("t1")).next(B, Duration.ZERO).step())
                .contains(new Lead("10.0.0.5", "t1", "i-b", true));
        assertThat(state(Led.dead("t1", "eni-x")).next(B, Duration.ZERO).step())
                .contains(new Lead("10.0.0.5", "t1", "i-b", false));
        assertThat(state(on("t1", "i-b"), on("t2", "i-b"))
                        .next(B, Duration.ZERO)
                        .kind())
                .isEqualTo(Next.Kind.ARRIVED);
    }

    @Test
    void whatCannotBeReadWaitsHoweverLongItTakes() {
        MappingState state = MappingState.unreadable("10.0.0.5", "no answer", false);
        assertThat(placed(state).kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(state.next(B, Duration.ofDays(1)).kind()).isEqualTo(Next.Kind.WAIT);
        assertThat(state.state()).isEqualTo("unreadable");
    }

    @Test
    void whatIsFixedIsStuckWhereItIsAndArrivedWhereItIsWanted() {
        MappingState fixed = MappingState.readable(
                "10.0.0.5", List.of(on("", "i-a")), Optional.empty(), Optional.empty(), Optional.of("it is primary"));
        assertThat(fixed.next(B, Duration.ZERO).kind()).isEqualTo(Next.Kind.STUCK);
        assertThat(fixed.next(A, Duration.ZERO).kind()).isEqualTo(Next.Kind.ARRIVED);
    }
}
