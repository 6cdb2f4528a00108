package io.twinproxy.controller.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * What every kind of endpoint keeps, against the outside it is made for. Before each test the first host holds the
 * endpoint and all is well.
 */
public abstract class EndpointContract {
    protected abstract Endpoint endpoint();

    /** Two hosts; the first holds the endpoint. */
    protected abstract List<Target> hosts();

    /** The next change is made, and its reply lost. */
    protected abstract void loseTheNextReply();

    /** Whether the outside answers at all. */
    protected abstract void answers(boolean answers);

    /** What comes of the first step of a move when it is run again after the endpoint has been there and back. */
    protected abstract Outcome.Kind overtaken();

    private Target first() {
        return hosts().get(0);
    }

    private Target second() {
        return hosts().get(1);
    }

    private Placement placement(Target assigned) {
        return endpoint().observe().placement(hosts(), Optional.of(assigned.host()));
    }

    /** Look, one step, look again, as the loop does; {@code before} is called with each step that will be run. */
    protected final void move(Target wanted, UnaryOperator<Step> before) {
        arrive(wanted, before);
        assertThat(placement(wanted).heldBy(wanted.host())).isTrue();
    }

    /** The same without another look at the end, for where looks cannot be trusted. */
    protected final void arrive(Target wanted, UnaryOperator<Step> before) {
        await().pollInterval(10, TimeUnit.MILLISECONDS)
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> {
                    Next next = endpoint().observe().next(wanted, Duration.ZERO);
                    assertThat(next.kind()).as("%s", next.sentence()).isNotEqualTo(Next.Kind.STUCK);
                    next.step().ifPresent(step -> {
                        Outcome outcome = endpoint().run(before.apply(step));
                        assertThat(outcome.kind()).as("%s", outcome.sentence()).isNotEqualTo(Outcome.Kind.REFUSED);
                    });
                    return next.kind() == Next.Kind.ARRIVED;
                });
    }

    protected final void move(Target wanted) {
        move(wanted, step -> step);
    }

    @Test
    void movesThereAndBack() {
        assertThat(placement(first()).heldBy(first().host())).isTrue();
        move(second());
        move(first());
    }

    @Test
    void aStepTwiceEqualsOnce() {
        move(second(), step -> {
            Outcome once = endpoint().run(step);
            assertThat(once.kind()).as("%s", once.sentence()).isNotEqualTo(Outcome.Kind.REFUSED);
            return step;
        });
    }

    @Test
    void aStepThatWasOvertakenDoesNotTakeTheEndpointAway() {
        Step old = endpoint().observe().next(second(), Duration.ZERO).step().orElseThrow();
        move(second());
        move(first());
        assertThat(endpoint().run(old).kind()).isEqualTo(overtaken());
        move(first());
    }

    @Test
    void aLostReplyIsUnknownAndTheMoveGoesOn() {
        Step step = endpoint().observe().next(second(), Duration.ZERO).step().orElseThrow();
        loseTheNextReply();
        assertThat(endpoint().run(step).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
        move(second());
    }

    @Test
    void noAnswerIsAnObservationAndBarsNothing() {
        answers(false);
        Observed observed = endpoint().observe();
        Placement placement = observed.placement(hosts(), Optional.of(first().host()));
        assertThat(placement.kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(placement.sentence()).isNotBlank();
        assertThat(observed.next(second(), Duration.ofDays(1)).kind()).isEqualTo(Next.Kind.WAIT);
        Preflight preflight = endpoint().preflight(hosts());
        assertThat(preflight.against(second().host())).isEmpty();
        assertThat(preflight.warnings()).isNotEmpty();
        answers(true);
        assertThat(placement(first()).heldBy(first().host())).isTrue();
    }

    @Test
    void whatDoesNotChangeIsObservedTheSame() {
        assertThat(endpoint().observe()).isEqualTo(endpoint().observe());
        assertThat(endpoint().observe().state()).isEqualTo(endpoint().observe().state());
    }

    @Test
    void thePreflightFindsNothingWhereAllIsWellAndChangesNothing() {
        String before = endpoint().observe().state();
        assertThat(endpoint().preflight(hosts()).sentences()).isEmpty();
        assertThat(endpoint().observe().state()).isEqualTo(before);
    }

    @Test
    void runsNoStepOfAnotherKind() {
        Step foreign = () -> "stand on its head";
        assertThatThrownBy(() -> endpoint().run(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stand on its head");
    }

    @Test
    void aCallIsBounded() {
        assertThat(endpoint().callTimeout()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(10));
    }
}
