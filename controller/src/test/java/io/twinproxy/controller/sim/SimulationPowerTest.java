package io.twinproxy.controller.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.emulator.core.EmulatorSettings;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A simulation that cannot fail proves nothing: each invariant must notice a part that is broken in the way it guards
 * against, within a bounded number of the very seeds that every build runs. Prints which seed noticed.
 */
@Tag("once")
class SimulationPowerTest {
    /** A quarter of what a build runs: an invariant that needs more is too weak to rely on. */
    private static final int SEEDS_MAX = 500;

    private static final long BATCH = 8;

    private static void caught(String by, Supplier<Tampering> tampering) {
        caught(by, tampering, Shape::of);
    }

    private static void caught(String by, Supplier<Tampering> tampering, Function<Long, Shape> shape) {
        Optional<String> first = Optional.empty();
        // In small batches, so that few seeds behind the first that notices are run.
        for (long from = 1; first.isEmpty() && from <= SEEDS_MAX; from += BATCH) {
            first = LongStream.range(from, Math.min(from + BATCH, SEEDS_MAX + 1))
                    .parallel()
                    .mapToObj(seed -> violation(shape.apply(seed), tampering.get()))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        first.ifPresent(line -> System.out.println("simulation power: " + line));
        assertThat(first.orElse("no seed up to " + SEEDS_MAX + " notices")).contains(by);
    }

    private static Optional<String> violation(Shape shape, Tampering tampering) {
        try {
            Run.of(shape, tampering);
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    @Test
    void noticesALeaderThatNeverAsksForItsLease() {
        caught("without a lease", Mutants::neverAsksForTheLease);
    }

    @Test
    void noticesALeaderThatIgnoresSuspension() {
        caught("without a lease", Mutants::ignoresSuspension);
    }

    @Test
    void noticesALeaderThatDoesNotSeeThePause() {
        caught("a paused pair", Mutants::doesNotSeeThePause);
    }

    @Test
    void noticesADetachOfWhateverIsThere() {
        // What it takes is a read that is older than a move: left to chance that comes once in hundreds of seeds.
        EmulatorSettings stale = EmulatorSettings.fast().with("stale-chance", "0.3", "stale-max", "2s");
        caught(
                "which is assigned",
                EndpointMutants::detachesWhateverIsThere,
                seed -> Shape.of(seed).withCloud(stale));
    }

    @Test
    void noticesALeaderThatForgetsTheHoldDown() {
        caught(
                "within one hold-down",
                Mutants::forgetsTheHoldDown,
                seed -> Shape.of(seed).withTimings("hold-down: 30s"));
    }

    @Test
    void noticesAHostTakenForDownOnOneWord() {
        caught("was taken for down on", Mutants::takesOneSignalForDown);
    }

    @Test
    void noticesAMoveToAHostThatIsNotReady() {
        caught("which has not served", Mutants::takesEveryHostForReady);
    }

    @Test
    void noticesAnAddressLedToAnyHost() {
        caught("which is not assigned", EndpointMutants::leadsToAnyHost);
    }

    @Test
    void noticesStepsTakenBlindly() {
        caught("it could not read", EndpointMutants::takesUnreadableForUnattached);
    }

    @Test
    void noticesAStepTriedAgainWithoutALook() {
        caught("takes two steps on one observation", EndpointMutants::triesAgainWithoutALook);
    }

    @Test
    void noticesAPredecessorsMoveLeftLying() {
        caught("holds the endpoint of", EndpointMutants::leavesAPredecessorsMove);
    }

    @Test
    void noticesTwoHolders() {
        caught("has two holders", Mutants::keepsShowingTheInterface);
    }

    @Test
    void noticesTwoLeadersWhenClocksRunApartByMoreThanALeaseAllows() {
        caught(
                "two controllers hold a lease",
                () -> Tampering.NONE,
                seed -> Shape.of(seed).withSkew(1.2));
    }
}
