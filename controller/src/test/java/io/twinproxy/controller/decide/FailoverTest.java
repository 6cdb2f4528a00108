package io.twinproxy.controller.decide;

import static io.twinproxy.controller.decide.Witness.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.record.Sight;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One test a situation, in the order of their numbers; then what lies between them. */
class FailoverTest {
    private static final Optional<String> ANY = Optional.empty();

    @Test
    void holdsWhenARecordCannotBeRead() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b"));
        picture.unreadable = Optional.of("the intent of cache-a: not JSON");
        holds(picture, Situation.UNREADABLE, "the intent of cache-a: not JSON");
    }

    @Test
    void holdsWhenTheStoreCannotBeReached() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b"));
        picture.connected = false;
        holds(picture, Situation.STORE_UNREACHABLE, "the active goes on serving");
    }

    @Test
    void holdsWhilePausedThoughTheActiveIsDown() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b"));
        picture.paused = Optional.of("paused by ann: rewiring");
        holds(picture, Situation.PAUSED, "paused by ann: rewiring");
    }

    @Test
    void aWishMadeWhilePausedIsRefusedAndDoesNotWaitForTheResume() {
        for (boolean forced : new boolean[] {false, true}) {
            Picture picture = Picture.healthy();
            picture.paused = Optional.of("paused by ann: rewiring");
            picture.wish = Optional.of(Picture.wish(Optional.of("b"), forced));
            Decision decision = decided(picture, Situation.PAUSED_WISH);
            assertThat(decision.action()).isEqualTo(Action.REFUSE);
            assertThat(decision.sentence()).isEqualTo("paused by ann: rewiring; resume the pair first, then ask again");
            holds(picture.placed(Placement.unknown("throttled")), Situation.PAUSED, "paused by ann: rewiring");
        }
    }

    @Test
    void aPauseStopsAMoveHalfway() {
        Picture picture = Picture.healthy().movingTo("b");
        picture.paused = Optional.of("paused by ann: rewiring");
        holds(picture, Situation.PAUSED, "the move to b stands still");
    }

    @Test
    void holdsWhileTheLeaseIsTooShortForACloudCall() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b"));
        picture.leaseEnough = Optional.of("the lease ends in 900 ms, a call may take 2 s");
        holds(picture, Situation.LEASE_SHORT, "900 ms");
    }

    @Test
    void looksAgainAfterTheControllerWasAsleep() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b"));
        picture.asleep = Duration.ofMillis(600);
        Decision decision = holds(picture, Situation.ASLEEP, "1 s more");
        assertThat(decision.lookAgainIn()).isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void holdsWhenItCannotBeToldWhoHoldsTheEndpoint() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b")).placed(Placement.unknown("throttled"));
        holds(picture, Situation.PLACEMENT_UNKNOWN, "throttled");
    }

    @Test
    void holdsWhileSomeoneElseIsMovingTheEndpoint() {
        Picture picture = Picture.healthy().placed(Placement.changing(Optional.of("a"), "detaching from a"));
        holds(picture, Situation.PLACEMENT_UNKNOWN, "detaching from a");
    }

    @Test
    void goesOnWithAMoveUnderWay() {
        Decision decision =
                decided(Picture.of(healthy("a").down(), healthy("b")).movingTo("b"), Situation.MOVING);
        assertThat(decision.target()).contains("b");
    }

    @Test
    void sendsAMoveElsewhereWhenItsTargetGoesDown() {
        Picture picture =
                Picture.of(healthy("a"), healthy("b").down()).movingTo("b").heldDown();
        picture.mayRedirect = true;
        moves(picture, Situation.MOVE_REDIRECTED, "a");
    }

    @Test
    void redirectsOnlyOnceForEachHoldDown() {
        Picture picture =
                Picture.of(healthy("a"), healthy("b").down()).movingTo("b").heldDown();
        decided(picture, Situation.MOVING);
    }

    @Test
    void looksForAWhileBeforeJudging() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b"));
        picture.starting = Duration.ofMillis(800);
        holds(picture, Situation.STARTING, "before it judges");
    }

    @Test
    void refusesASwitchoverToAHostThatIsNotReadyAndSaysWhy() {
        Picture picture = Picture.of(healthy("a"), healthy("b").pools("d2")).asked(Optional.of("b"));
        Decision decision = decided(picture, Situation.SWITCHOVER_REFUSED);
        assertThat(decision.sentence()).contains("b is not ready").contains("its pools differ");
        assertThat(decision.target()).isEmpty();
    }

    @Test
    void movesToTheStandbyWhenASwitchoverWasAsked() {
        Decision decision = moves(Picture.healthy().asked(ANY), Situation.SWITCHOVER, "b");
        assertThat(decision.sentence()).isEqualTo("asked by ann: kernel update");
    }

    @Test
    void aForcedFailoverGoesWhereASwitchoverMayNot() {
        Picture picture = Picture.of(healthy("a"), healthy("b").pools("d2")).forced(Optional.of("b"));
        moves(picture, Situation.FAILOVER_FORCED, "b");
    }

    @Test
    void aForcedFailoverToADrainedHostIsRefusedWhileItWouldBeUndoneAtOnce() {
        Picture picture = Picture.of(healthy("a"), healthy("b").drainedBy("by bob: disks"));
        assertThat(decided(picture.forced(Optional.of("b")), Situation.SWITCHOVER_REFUSED)
                        .sentence())
                .isEqualTo("b is drained, and a is ready: the endpoint would be moved straight back; undrain b first,"
                        + " or remove its maintenance file");
        Picture maintained = Picture.of(healthy("a"), healthy("b").inMaintenance());
        decided(maintained.forced(Optional.of("b")), Situation.SWITCHOVER_REFUSED);
    }

    @Test
    void aForcedFailoverGoesToADrainedHostWhenNoOtherIsReadyAndStaysThere() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b").drainedBy("by bob: disks"));
        moves(picture.forced(Optional.of("b")), Situation.FAILOVER_FORCED, "b");
        Picture moved = Picture.of(healthy("a").down(), healthy("b").drainedBy("by bob: disks"))
                .heldBy("b")
                .chosen();
        moved.active = Optional.of("b");
        holds(moved, Situation.DRAINED_ALONE, "a is not ready");
    }

    @Test
    void takesWhoeverHoldsTheEndpointForTheActiveAtFirst() {
        Decision decision = decided(Picture.healthy().unassigned().heldBy("b"), Situation.ADOPTED);
        assertThat(decision.target()).contains("b");
    }

    @Test
    void doesNotTakeTheEndpointAwayFromAStranger() {
        Picture picture = Picture.healthy().placed(Placement.outside("i-77 holds it, which is no host of this pair"));
        holds(picture, Situation.HELD_OUTSIDE, "i-77");
    }

    @Test
    void acceptsThatSomeoneElseMovedTheEndpointToTheReadyStandby() {
        Decision decision = decided(Picture.healthy().heldBy("b"), Situation.DRIFT_ADOPTED);
        assertThat(decision.target()).contains("b");
    }

    @Test
    void waitsForTheHoldDownBeforeBringingTheEndpointBack() {
        holds(Picture.healthy().heldBy("b").restoresDrift().heldDown(), Situation.DRIFT_HELD_DOWN, "42 s more");
    }

    @Test
    void aStaleAnswerRightAfterAFailoverDoesNotMakeTheFailedHostActiveAgain() {
        Picture picture =
                Picture.of(healthy("a"), healthy("b").down()).heldBy("b").heldDown();
        holds(picture, Situation.DRIFT_HELD_DOWN, "b holds the endpoint, though a is assigned");
    }

    @Test
    void bringsTheEndpointBackWhenPolicySaysSo() {
        moves(Picture.healthy().heldBy("b").restoresDrift(), Situation.DRIFT_RESTORED, "a");
    }

    @Test
    void bringsTheEndpointBackFromAHostThatIsNotReady() {
        Picture picture =
                Picture.of(healthy("a"), healthy("b").drainedBy("ann")).heldBy("b");
        moves(picture, Situation.DRIFT_RESTORED, "a");
    }

    @Test
    void givesAnEndpointNobodyHoldsToTheAssignedHost() {
        moves(Picture.healthy().placed(Placement.none("detached")).heldDown(), Situation.UNOWNED, "a");
    }

    @Test
    void givesAnEndpointNobodyHoldsToTheOtherWhenTheAssignedIsNotReady() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b")).placed(Placement.none("detached"));
        moves(picture, Situation.UNOWNED, "b");
    }

    @Test
    void waitsForTheHoldDownBeforeAnotherHostTakesAnEndpointNobodyHolds() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b"))
                .placed(Placement.none("detached"))
                .heldDown();
        holds(picture, Situation.UNOWNED_HELD_DOWN, "42 s more");
    }

    @Test
    void holdsWhenNobodyHoldsTheEndpointAndNobodyIsReadyAndNamesEveryHost() {
        Picture picture =
                Picture.of(healthy("a").down(), healthy("b").drainedBy("ann")).placed(Placement.none("detached"));
        Decision decision = holds(picture, Situation.UNOWNED_NO_HOST, "b is not ready: it is drained: ann");
        assertThat(decision.sentence()).contains("a is not ready: it is down");
    }

    @Test
    void movesAwayFromADrainedActiveEvenWhileHeldDown() {
        moves(Picture.of(healthy("a").drainedBy("ann"), healthy("b")).heldDown(), Situation.DRAINED, "b");
    }

    @Test
    void leavesADrainedActiveServingWhenNobodyElseCan() {
        Picture picture = Picture.of(healthy("a").inMaintenance(), healthy("b").down());
        holds(picture, Situation.DRAINED_ALONE, "b is not ready");
    }

    @Test
    void waitsForTheHoldDownThoughTheActiveIsDown() {
        Decision decision = holds(
                Picture.of(healthy("a").down(), healthy("b")).heldDown(), Situation.ACTIVE_DOWN_HELD_DOWN, "42 s more");
        assertThat(decision.lookAgainIn()).isEqualTo(Duration.ofSeconds(42));
    }

    @Test
    void looksForTenSecondsMoreWhenManyPairsLookDown() {
        Witness down = healthy("a").down().downFor(Duration.ofSeconds(4));
        Decision decision = holds(Picture.of(down, healthy("b")).braked(), Situation.ACTIVE_DOWN_BRAKED, "6 s more");
        assertThat(decision.lookAgainIn()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void believesTheLossOfAZoneAfterTenSeconds() {
        Witness down = healthy("a").down().downFor(Failover.BRAKE);
        moves(Picture.of(down, healthy("b")).braked(), Situation.ACTIVE_DOWN, "b");
    }

    @Test
    void movesToTheStandbyWhenTheActiveIsDown() {
        Decision decision = moves(Picture.of(healthy("a").down(), healthy("b")), Situation.ACTIVE_DOWN, "b");
        assertThat(decision.sentence())
                .contains("the leader's probe is refused")
                .contains("its peer's probe is refused");
    }

    @Test
    void movesToTheStandbyWhenTheActiveFallsSilentAndItsHeartbeatIsLate() {
        Witness frozen = healthy("a").late().seen(Sight.SILENT, Sight.UNKNOWN);
        moves(Picture.of(frozen, healthy("b")), Situation.ACTIVE_DOWN, "b");
    }

    @Test
    void holdsWhenBothHostsAreDown() {
        holds(Picture.of(healthy("a").down(), healthy("b").down()), Situation.BOTH_DOWN, "b is not ready");
    }

    @Test
    void holdsWhenTheActiveIsDownAndTheStandbyIsNotReady() {
        Picture picture = Picture.of(healthy("a").down(), healthy("b").unplaceable("it is in another zone"));
        holds(picture, Situation.ACTIVE_DOWN_ALONE, "it is in another zone");
    }

    @Test
    void waitsForTheHoldDownThoughTheActiveIsCutOff() {
        holds(
                Picture.of(healthy("a").cutOff(), healthy("b")).heldDown(),
                Situation.CUT_OFF_HELD_DOWN,
                "a reaches too few backends, b enough");
    }

    @Test
    void movesWhenOnlyTheActiveIsCutOffFromItsBackends() {
        moves(Picture.of(healthy("a").cutOff(), healthy("b")), Situation.CUT_OFF, "b");
    }

    @Test
    void staysWhenTheStandbySeesTheSameBackendsDown() {
        decided(Picture.of(healthy("a").cutOff(), healthy("b").cutOff()), Situation.HEALTHY);
    }

    @Test
    void neverActsOnOneSignalAlone() {
        holds(Picture.of(healthy("a").suspect(), healthy("b")), Situation.ACTIVE_SUSPECT, "no second signal agrees");
    }

    @Test
    void aServingActiveWhoseAgentIsUnheardOfIsSuspectAndNotCutOff() {
        // A new leader, and an agent that cannot reach ZooKeeper: nothing is known of its backends.
        holds(Picture.of(healthy("a").gone().unheard(), healthy("b")), Situation.ACTIVE_SUSPECT, "session is gone");
    }

    @Test
    void holdsWhenNobodyHasSeenTheActive() {
        holds(Picture.of(healthy("a").unseen(), healthy("b")), Situation.ACTIVE_UNKNOWN, "nobody has seen it");
        holds(Picture.of(healthy("b")), Situation.ACTIVE_UNKNOWN, "a was never heard of");
    }

    @Test
    void returnsToThePreferredHostOnceItIsReady() {
        Picture picture = Picture.of(healthy("a"), healthy("b")).failsBackTo("b");
        moves(picture, Situation.FAILBACK, "b");
        decided(picture.heldDown(), Situation.HEALTHY);
    }

    @Test
    void doesNotReturnFromAHostAnOperatorChose() {
        Picture picture = Picture.healthy().failsBackTo("b").chosen();
        holds(picture, Situation.FAILBACK_WAITS, "failback waits until a fails, or a switchover to b");
        holds(picture.heldDown(), Situation.FAILBACK_WAITS, "an operator chose a");
        decided(Picture.healthy().failsBackTo("a").chosen(), Situation.HEALTHY);
    }

    @Test
    void leavesAChosenHostThatFails() {
        moves(Picture.of(healthy("a").down(), healthy("b")).failsBackTo("b").chosen(), Situation.ACTIVE_DOWN, "b");
    }

    @Test
    void doesNotReturnToAPreferredHostThatIsCutOff() {
        decided(Picture.of(healthy("a"), healthy("b").cutOff()).failsBackTo("b"), Situation.HEALTHY);
    }

    @Test
    void saysThatAFailureNowWouldBeAnOutage() {
        holds(Picture.of(healthy("a"), healthy("b").down()), Situation.NO_STANDBY, "b is not ready");
        holds(Picture.of(healthy("a")), Situation.NO_STANDBY, "there is no other host");
    }

    @Test
    void leavesAHealthyPairAlone() {
        holds(Picture.healthy(), Situation.HEALTHY, "a serves, b is ready");
    }

    @Test
    void aForcedFailoverWithoutANameDoesNotTurnTheMoveItBeganAround() {
        decided(Picture.healthy().movingTo("b").forced(ANY), Situation.MOVING);
    }

    @Test
    void aForcedFailoverToAnotherHostOvertakesAMove() {
        moves(Picture.healthy().movingTo("b").forced(Optional.of("a")), Situation.FAILOVER_FORCED, "a");
        decided(Picture.healthy().movingTo("b").asked(Optional.of("a")), Situation.MOVING);
    }

    @Test
    void aNewLeaderLooksBeforeAForcedFailoverOvertakesAMove() {
        Picture picture = Picture.healthy().movingTo("b").forced(Optional.of("a"));
        picture.starting = Duration.ofMillis(700);
        decided(picture, Situation.MOVING);
    }

    @Test
    void aForcedFailoverIsRefusedWhenItsTargetIsNotUp() {
        for (Witness target : new Witness[] {
            healthy("b").down(),
            healthy("b").gone(),
            healthy("b").late(),
            healthy("b").unseen()
        }) {
            Picture picture = Picture.of(healthy("a"), target).forced(Optional.of("b"));
            assertThat(decided(picture, Situation.SWITCHOVER_REFUSED).sentence())
                    .startsWith("b is not up: ");
        }
    }

    @Test
    void refusesWhatIsSoAlreadyAndWhatDoesNotExist() {
        assertThat(decided(Picture.healthy().asked(Optional.of("a")), Situation.SWITCHOVER_REFUSED)
                        .sentence())
                .isEqualTo("a is active already");
        assertThat(decided(Picture.healthy().forced(Optional.of("c")), Situation.SWITCHOVER_REFUSED)
                        .sentence())
                .isEqualTo("c is not a host of this pair");
        assertThat(decided(Picture.of(healthy("a")).asked(ANY), Situation.SWITCHOVER_REFUSED)
                        .sentence())
                .isEqualTo("no other host is ready: there is no other host");
    }

    @Test
    void refusesASwitchoverThatWouldBeUndoneAtOnce() {
        Picture picture = Picture.of(healthy("a"), healthy("b").cutOff());
        assertThat(decided(picture.asked(ANY), Situation.SWITCHOVER_REFUSED).sentence())
                .isEqualTo("b reaches too few backends, a enough: it would be moved straight back");
        assertThat(decided(picture.forced(ANY), Situation.SWITCHOVER_REFUSED).sentence())
                .endsWith("it would be moved straight back");
    }

    @Test
    void theOtherHostIsTheOneThatDoesNotHoldTheEndpointWhenNoneIsAssignedYet() {
        moves(Picture.healthy().unassigned().asked(ANY), Situation.SWITCHOVER, "b");
    }

    @Test
    void anOperatorOverridesTheHoldDown() {
        moves(Picture.of(healthy("a").down(), healthy("b")).heldDown().asked(ANY), Situation.SWITCHOVER, "b");
    }

    private static Decision decided(Picture picture, Situation situation) {
        Decision decision = picture.decide();
        assertThat(decision.situation()).as(decision.sentence()).isEqualTo(situation);
        return decision;
    }

    private static Decision holds(Picture picture, Situation situation, String words) {
        Decision decision = decided(picture, situation);
        assertThat(decision.action()).isEqualTo(Action.HOLD);
        assertThat(decision.target()).isEmpty();
        assertThat(decision.sentence()).contains(words);
        return decision;
    }

    private static Decision moves(Picture picture, Situation situation, String target) {
        Decision decision = decided(picture, situation);
        assertThat(decision.action()).isEqualTo(Action.MOVE);
        assertThat(decision.target()).contains(target);
        return decision;
    }
}
