package io.twinproxy.controller.act.eni;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.eni.EniState.Phase;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EniStateTest {
    private static final EniSpec SPEC = new EniSpec("eni-1", 1, Duration.ofSeconds(10));
    private static final Target A = new Target("proxy-a", Optional.of("i-a"), Optional.of("z1"));
    private static final Target B = new Target("proxy-b", Optional.of("i-b"), Optional.of("z1"));
    private static final Duration SHORT = Duration.ofSeconds(9);
    private static final Duration LONG = Duration.ofSeconds(10);

    private static EniState state(Phase phase, Optional<Attachment> attachment) {
        return new EniState(
                SPEC,
                phase,
                attachment,
                Optional.of("02:00"),
                Optional.of("10.0.0.9"),
                List.of(),
                Optional.of("z1"),
                "");
    }

    private static EniState on(Phase phase, String instance) {
        return state(phase, Optional.of(new Attachment("at-1", Optional.of(instance), 1, false)));
    }

    private static Optional<Object> step(Next next) {
        return next.step().map(s -> s);
    }

    @Test
    void placesTheInterfaceInThePairsWords() {
        List<Target> hosts = List.of(A, B);
        assertThat(state(Phase.UNATTACHED, Optional.empty())
                        .placement(hosts, Optional.empty())
                        .kind())
                .isEqualTo(Placement.Kind.NONE);
        assertThat(on(Phase.ATTACHED, "i-b")
                        .placement(hosts, Optional.of("proxy-a"))
                        .heldBy("proxy-b"))
                .isTrue();
        Placement stranger = on(Phase.ATTACHED, "i-x").placement(hosts, Optional.empty());
        assertThat(stranger.kind()).isEqualTo(Placement.Kind.OUTSIDE);
        assertThat(stranger.sentence()).contains("i-x");
        for (Phase phase : List.of(Phase.ATTACHING, Phase.DETACHING)) {
            Placement changing = on(phase, "i-a").placement(hosts, Optional.empty());
            assertThat(changing.kind()).isEqualTo(Placement.Kind.CHANGING);
            assertThat(changing.host()).contains("proxy-a");
            assertThat(state(phase, Optional.empty())
                            .placement(hosts, Optional.empty())
                            .host())
                    .isEmpty();
        }
        Placement unreadable = EniState.unreadable(SPEC, "no answer").placement(hosts, Optional.empty());
        assertThat(unreadable).isEqualTo(Placement.unknown("no answer"));
    }

    @Test
    void anInterfaceHeldByAServiceOfAwsIsOutside() {
        EniState state = state(Phase.ATTACHED, Optional.of(new Attachment("ela-1", Optional.empty(), 1, false)));
        Target nobody = new Target("proxy-c", Optional.empty(), Optional.empty());
        assertThat(state.placement(List.of(nobody), Optional.empty()).kind()).isEqualTo(Placement.Kind.OUTSIDE);
    }

    @Test
    void detachesByTheAttachmentSeenAndGracefullyHoweverLongItHasHungThere() {
        assertThat(step(on(Phase.ATTACHED, "i-a").next(B, Duration.ZERO))).contains(new Detach("at-1", false));
        assertThat(step(on(Phase.ATTACHED, "i-a").next(B, Duration.ofDays(9)))).contains(new Detach("at-1", false));
    }

    @Test
    void forcesADetachThatDoesNotEnd() {
        EniState state = on(Phase.DETACHING, "i-a");
        assertThat(state.next(B, SHORT).kind()).isEqualTo(Next.Kind.WAIT);
        assertThat(step(state.next(B, LONG))).contains(new Detach("at-1", true));
        assertThat(step(state.next(A, LONG))).contains(new Detach("at-1", true));
        assertThat(state(Phase.DETACHING, Optional.empty()).next(B, LONG).kind())
                .isEqualTo(Next.Kind.WAIT);
    }

    @Test
    void attachesAtTheDeclaredIndexOfTheFirstCard() {
        assertThat(step(state(Phase.UNATTACHED, Optional.empty()).next(B, Duration.ZERO)))
                .contains(new Attach("eni-1", "i-b", 1, 0));
    }

    @Test
    void letsAnAttachElsewhereArriveAndTakesDownOneThatNeverDoes() {
        EniState state = on(Phase.ATTACHING, "i-a");
        assertThat(state.next(B, SHORT).kind()).isEqualTo(Next.Kind.WAIT);
        assertThat(step(state.next(B, LONG))).contains(new Detach("at-1", false));
        assertThat(step(state.next(B, LONG.multipliedBy(2)))).contains(new Detach("at-1", true));
    }

    @Test
    void letsAnAttachArriveWhereItIsWantedAndGivesUpOnOneThatNeverDoes() {
        EniState state = on(Phase.ATTACHING, "i-a");
        assertThat(state.next(A, LONG).kind()).isEqualTo(Next.Kind.WAIT);
        assertThat(state.next(A, LONG.multipliedBy(2)).kind()).isEqualTo(Next.Kind.STUCK);
    }

    @Test
    void hasArrivedOnAnotherIndexTooAndSaysSo() {
        EniState state = state(Phase.ATTACHED, Optional.of(new Attachment("at-1", Optional.of("i-a"), 3, false)));
        Next next = state.next(A, Duration.ZERO);
        assertThat(next.kind()).isEqualTo(Next.Kind.ARRIVED);
        assertThat(next.sentence()).contains("device index 3", "1 is declared");
        assertThat(on(Phase.ATTACHED, "i-a").next(A, Duration.ZERO).sentence()).doesNotContain("declared");
    }

    @Test
    void hasTheInterfaceOutliveItsInstanceButDoesNotWaitForThatForever() {
        EniState state = state(Phase.ATTACHED, Optional.of(new Attachment("at-1", Optional.of("i-a"), 1, true)));
        assertThat(step(state.next(A, Duration.ZERO))).contains(new KeepOnTermination("eni-1", "at-1"));
        Next late = state.next(A, Duration.ofSeconds(3));
        assertThat(late.kind()).isEqualTo(Next.Kind.ARRIVED);
        assertThat(late.sentence()).contains("will be deleted");
        assertThat(step(state.next(B, Duration.ZERO))).contains(new Detach("at-1", false));
    }

    @Test
    void isNotTakenAwayForAHostInAnotherZone() {
        Target far = new Target("proxy-b", Optional.of("i-b"), Optional.of("z2"));
        for (EniState state : List.of(
                on(Phase.ATTACHED, "i-a"), on(Phase.ATTACHING, "i-a"), state(Phase.UNATTACHED, Optional.empty()))) {
            Next next = state.next(far, LONG);
            assertThat(next.kind()).isEqualTo(Next.Kind.STUCK);
            assertThat(next.sentence()).contains("z1", "z2", "proxy-b");
        }
        Target unsaid = new Target("proxy-b", Optional.of("i-b"), Optional.empty());
        assertThat(on(Phase.ATTACHED, "i-a").next(unsaid, LONG).kind()).isEqualTo(Next.Kind.STEP);
    }

    @Test
    void aPrimaryInterfaceCannotMove() {
        EniState state = state(Phase.ATTACHED, Optional.of(new Attachment("at-1", Optional.of("i-a"), 0, false)));
        assertThat(state.next(B, LONG).kind()).isEqualTo(Next.Kind.STUCK);
    }

    @Test
    void cannotMoveToAHostWithoutAnInstance() {
        Target unsaid = new Target("proxy-b", Optional.empty(), Optional.empty());
        assertThat(on(Phase.ATTACHED, "i-a").next(unsaid, LONG).kind()).isEqualTo(Next.Kind.STUCK);
        assertThat(state(Phase.UNATTACHED, Optional.empty()).next(unsaid, LONG).kind())
                .isEqualTo(Next.Kind.STUCK);
    }

    @Test
    void waitsWhileNothingCanBeRead() {
        assertThat(EniState.unreadable(SPEC, "no answer").next(B, LONG)).isEqualTo(Next.await("no answer"));
    }

    @Test
    void theStateIsTheSameWhileTheAttachmentIs() {
        assertThat(on(Phase.DETACHING, "i-a").state())
                .isEqualTo(on(Phase.DETACHING, "i-a").state());
        assertThat(on(Phase.DETACHING, "i-a").state())
                .isNotEqualTo(on(Phase.ATTACHED, "i-a").state());
        EniState again = state(Phase.DETACHING, Optional.of(new Attachment("at-2", Optional.of("i-a"), 1, false)));
        assertThat(again.state()).isNotEqualTo(on(Phase.DETACHING, "i-a").state());
        assertThat(EniState.unreadable(SPEC, "one reason").state())
                .isEqualTo(EniState.unreadable(SPEC, "another").state());
    }

    @Test
    void tellsWhatTravelsWithTheInterface() {
        assertThat(on(Phase.ATTACHED, "i-a").interfaceMac()).contains("02:00");
        assertThat(on(Phase.ATTACHED, "i-a").interfaceAddress()).contains("10.0.0.9");
    }
}
