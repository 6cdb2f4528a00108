package io.twinproxy.controller.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.eni.Attach;
import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Ruling;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Answer;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.core.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Single bad days of a pair, each of which a seed may or may not bring about; every invariant holds in them too. */
class FailoverScenariosTest {
    private static final Request REQUEST = new Request("ann", "practice", 0);
    private static final Duration SOON = Duration.ofSeconds(3);

    private static SimWorld healthy(Shape shape, Tampering tampering) {
        SimWorld world = new SimWorld(shape, tampering);
        world.start();
        world.runUntil(
                "every pair is healthy",
                Duration.ofSeconds(20),
                () -> world.pairs().stream()
                        .allMatch(p -> p.servedThroughTheEndpoint() && situation(world, p) == 1000));
        return world;
    }

    private static int situation(SimWorld world, SimPair pair) {
        return world.records(pair).reading().value().map(r -> r.situation()).orElse(0);
    }

    private static Assignment assignment(SimWorld world, SimPair pair) {
        return world.records(pair).assignment().value().orElse(Assignment.NONE);
    }

    private static SimHost other(SimPair pair, SimHost host) {
        return pair.hosts().stream().filter(h -> h != host).findFirst().orElseThrow();
    }

    private static void ask(SimWorld world, SimPair pair, String id) {
        Switchover wish = new Switchover(id, Optional.empty(), false, false, REQUEST);
        world.operate(pair, "switchover", i -> i.withSwitchover(wish));
    }

    private static boolean isWith(SimWorld world, SimPair pair, SimHost host) {
        Assignment now = assignment(world, pair);
        return pair.holder().equals(Optional.of(host))
                && now.move().isEmpty()
                && now.active().equals(Optional.of(host.name));
    }

    private static List<Event> history(SimWorld world, SimPair pair) {
        try {
            return world.operator().events(pair.name, 50);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theNextLeaderTakesUpAMoveWhoseLeaderWasKilledInTheMiddleOfIt() {
        SimWorld world = healthy(Shape.plain(EndpointKind.ENI), Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost before = pair.holder().orElseThrow();
        SimController first = world.leader().orElseThrow();
        world.ambush(by -> first.kill());
        ask(world, pair, "w1");
        world.runUntil(
                "the leader dies after its detach", SOON, () -> first.proc().killed());
        assertThat(pair.holder()).as("half way").isEmpty();
        world.runUntil("the move is done", Duration.ofSeconds(6), () -> isWith(world, pair, other(pair, before)));
        assertThat(world.leader().orElseThrow()).isNotSameAs(first);
    }

    @Test
    void theHistoryTellsOfAMoveWhoseLeaderDiedTheMomentItWasWritten() {
        SimWorld world = healthy(Shape.plain(EndpointKind.ENI), Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost before = pair.holder().orElseThrow();
        SimController first = world.leader().orElseThrow();
        before.kill();
        world.runUntil(
                "the move is written",
                SOON,
                () -> assignment(world, pair).move().isPresent());
        first.kill();
        assertThat(history(world, pair))
                .as("the cause, then the move")
                .extracting(Event::kind)
                .endsWith(Event.Kind.SITUATION, Event.Kind.MOVE_STARTED);
        world.runUntil("the move is done", Duration.ofSeconds(8), () -> isWith(world, pair, other(pair, before)));
        world.leader().orElseThrow().kill();
        assertThat(moves(world, pair))
                .as("who dies after the end has told of it")
                .endsWith(Event.Kind.MOVE_STARTED, Event.Kind.MOVE_DONE);
    }

    private static List<Event.Kind> moves(SimWorld world, SimPair pair) {
        return history(world, pair).stream()
                .map(Event::kind)
                .filter(kind -> kind != Event.Kind.SITUATION && kind != Event.Kind.DECLARED)
                .toList();
    }

    /** An operator who pauses the pair between a controller's decision and its being written. */
    private static final class QuickOperator implements Tampering {
        private Optional<SimWorld> world = Optional.empty();
        private boolean paused;

        @Override
        public Store store(Store honest) {
            return new WatchedStore(honest, (pair, assignment) -> {}) {
                @Override
                public int putAssignment(Epoch epoch, String pair, Ruling ruling)
                        throws ConflictException, UnavailableException {
                    if (world.isPresent()
                            && !paused
                            && ruling.assignment().move().isPresent()) {
                        paused = true;
                        world.get()
                                .operate(world.get().pairs().get(0), "pause", i -> i.withPaused(Optional.of(REQUEST)));
                    }
                    return super.putAssignment(epoch, pair, ruling);
                }
            };
        }
    }

    @Test
    void noMoveBeginsOnceAPauseIsWrittenThoughNobodyHasHeardOfItYet() {
        QuickOperator operator = new QuickOperator();
        SimWorld world = healthy(Shape.plain(EndpointKind.ENI), operator);
        SimPair pair = world.pairs().get(0);
        SimHost before = pair.holder().orElseThrow();
        operator.world = Optional.of(world);
        ask(world, pair, "w1");
        world.run(Duration.ofSeconds(10));
        assertThat(operator.paused).isTrue();
        assertThat(pair.holder()).contains(before);
        assertThat(assignment(world, pair).move()).isEmpty();
        assertThat(moves(world, pair))
                .doesNotContain(Event.Kind.MOVE_FAILED)
                .filteredOn(Event.Kind.MOVE_STARTED::equals)
                .hasSize(1);
    }

    @Test
    void aPauseInTheMiddleOfAMoveStopsItWhereItIsAndAResumeEndsIt() {
        Shape slow =
                Shape.plain(EndpointKind.ENI).withCloud(EmulatorSettings.fast().with("detach-delay", "2s"));
        SimWorld world = healthy(slow, Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost before = pair.holder().orElseThrow();
        ask(world, pair, "w1");
        world.runUntil(
                "the move has begun", SOON, () -> assignment(world, pair).move().isPresent());
        world.run(Duration.ofMillis(500));
        world.operate(pair, "pause", i -> i.withPaused(Optional.of(REQUEST)));
        world.run(Duration.ofSeconds(20));
        assertThat(pair.holder())
                .as("detached as asked before, attached nowhere")
                .isEmpty();
        assertThat(situation(world, pair)).isEqualTo(120);
        world.operate(pair, "resume", i -> i.withPaused(Optional.empty()));
        world.runUntil("the move is done", SOON, () -> isWith(world, pair, other(pair, before)));
    }

    @Test
    void credentialsThatExpireInTheMiddleOfAMoveHoldItUntilThereAreNewOnes() {
        SimWorld world = healthy(Shape.plain(EndpointKind.ENI), Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost before = pair.holder().orElseThrow();
        EmulatorSettings valid = world.cloud().settings();
        world.ambush(by -> world.cloud().settings(valid.with("expired", "true")));
        ask(world, pair, "w1");
        world.runUntil("the detach", SOON, () -> pair.holder().isEmpty());
        world.run(Duration.ofSeconds(30));
        assertThat(pair.holder()).as("half way").isEmpty();
        assertThat(world.records(pair).reading().value().orElseThrow().sentence())
                .contains("RequestExpired");
        world.cloud().settings(valid);
        world.runUntil("the move is done", SOON, () -> isWith(world, pair, other(pair, before)));
    }

    @Test
    void aCheckThatGetsNoAnswerIsMadeAgainSoon() {
        Tampering failing = new Tampering() {
            @Override
            public Endpoint endpoint(SimWorld world, SimPair pair, Endpoint honest) {
                return new CheckedInVain(world, honest, 3);
            }
        };
        SimWorld world = healthy(Shape.plain(EndpointKind.ENI), failing);
        SimPair pair = world.pairs().get(0);
        assertThat(preflight(world, pair)).isNotEmpty().allMatch(s -> s.contains("Unavailable"));
        world.runUntil(
                "the check is answered",
                Duration.ofSeconds(45),
                () -> preflight(world, pair).isEmpty());
        assertThat(situation(world, pair)).isEqualTo(1000);
    }

    private static List<String> preflight(SimWorld world, SimPair pair) {
        return world.records(pair).reading().value().orElseThrow().preflight();
    }

    @Test
    void aMoveThatIsNeverVerifiedEndsAndSaysSo() {
        Tampering blind = new Tampering() {
            @Override
            public boolean guestHas(SimHost host, boolean honest) {
                return false;
            }
        };
        SimWorld world = new SimWorld(Shape.plain(EndpointKind.ENI), blind);
        world.start();
        SimPair pair = world.pairs().get(0);
        world.runUntil(
                "a first assignment",
                Duration.ofSeconds(20),
                () -> assignment(world, pair).active().isPresent()
                        && assignment(world, pair).move().isEmpty());
        ask(world, pair, "w1");
        world.runUntil(
                "the move asked for ends unverified",
                Duration.ofSeconds(20),
                () -> history(world, pair).stream()
                        .anyMatch(e -> e.kind() == Event.Kind.MOVE_FAILED
                                && e.request().isPresent()
                                && e.sentence()
                                        .contains("unverified: its operating system does not hold the address")));
        assertThat(assignment(world, pair).answered().map(Answer::result)).contains(Answer.Result.FAILED);
    }

    @Test
    void theHoldDownOutlivesItsLeader() {
        SimWorld world = healthy(Shape.plain(EndpointKind.ENI).withTimings("hold-down: 60s"), Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost first = pair.holder().orElseThrow();
        SimHost second = other(pair, first);
        first.kill();
        world.runUntil("a failover", SOON, () -> isWith(world, pair, second));
        first.start();
        world.run(Duration.ofSeconds(5));
        world.leader().orElseThrow().kill();
        world.runUntil(
                "another leader", Duration.ofSeconds(8), () -> world.leader().isPresent());
        world.run(Duration.ofSeconds(3));
        second.kill();
        world.run(Duration.ofSeconds(20));
        assertThat(pair.holder()).as("within the hold-down").contains(second);
        assertThat(situation(world, pair)).isEqualTo(600);
        world.runUntil("the failover after it", Duration.ofSeconds(60), () -> isWith(world, pair, first));
    }

    /** A store that loses the reply to every assignment in which a move begins, though it takes them. */
    private static Tampering losingReplies() {
        return new Tampering() {
            @Override
            public Store store(Store honest) {
                return new WatchedStore(honest, (pair, assignment) -> {}) {
                    private String last = "";

                    @Override
                    public int putAssignment(Epoch epoch, String pair, Ruling ruling)
                            throws ConflictException, UnavailableException {
                        int written = super.putAssignment(epoch, pair, ruling);
                        String move = ruling.assignment().move().map(Move::id).orElse(last);
                        boolean begins = !move.equals(last);
                        last = move;
                        if (begins) {
                            throw new UnavailableException("the reply is lost");
                        }
                        return written;
                    }
                };
            }
        };
    }

    @Test
    void theHoldDownHoldsThoughTheReplyToItsWritingWasLost() {
        SimWorld world = healthy(Shape.plain(EndpointKind.ENI).withTimings("hold-down: 60s"), losingReplies());
        SimPair pair = world.pairs().get(0);
        SimHost first = pair.holder().orElseThrow();
        SimHost second = other(pair, first);
        first.kill();
        world.runUntil("a failover", SOON, () -> isWith(world, pair, second));
        first.start();
        world.run(Duration.ofSeconds(5));
        assertThat(moves(world, pair))
                .as("what was written is told once, reply or not")
                .endsWith(Event.Kind.MOVE_DONE, Event.Kind.MOVE_STARTED, Event.Kind.MOVE_DONE);
        second.kill();
        world.run(Duration.ofSeconds(20));
        assertThat(pair.holder()).as("within the hold-down").contains(second);
        assertThat(situation(world, pair)).isEqualTo(600);
    }

    @Test
    void aSwitchoverToAHostThatIsNotReadyIsRefusedAndAnsweredOnce() {
        SimWorld world = healthy(Shape.plain(EndpointKind.ENI), Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost active = pair.holder().orElseThrow();
        other(pair, active).kill();
        world.run(Duration.ofSeconds(1));
        ask(world, pair, "w1");
        world.runUntil(
                "an answer",
                SOON,
                () -> assignment(world, pair)
                        .answered()
                        .map(a -> a.id().equals("w1") && a.result() == Answer.Result.REFUSED)
                        .orElse(false));
        other(pair, active).start();
        world.run(Duration.ofSeconds(20));
        assertThat(pair.holder()).as("refused is not put off").contains(active);
        assertThat(history(world, pair))
                .filteredOn(e -> e.kind() == Event.Kind.REFUSED)
                .hasSize(1);
    }

    @Test
    void bytesThatAreNoAssignmentHoldTheirPairAndNoOther() {
        Shape two = Shape.plain(EndpointKind.ENI)
                .withPairs(List.of(
                        new Shape.Plan("cache-a", EndpointKind.ENI, 2),
                        new Shape.Plan("cache-b", EndpointKind.ENI, 2)));
        SimWorld world = healthy(two, Tampering.NONE);
        SimPair broken = world.pairs().get(0);
        SimPair well = world.pairs().get(1);
        SimHost active = broken.holder().orElseThrow();
        SimHost beside = well.holder().orElseThrow();
        world.ensemble().corrupt("/twinproxy/pairs/cache-a/assignment", "{".getBytes(StandardCharsets.UTF_8));
        world.runUntil("it is read", SOON, () -> situation(world, broken) == 100);
        active.kill();
        beside.kill();
        world.runUntil("the other's failover", SOON, () -> isWith(world, well, other(well, beside)));
        world.run(Duration.ofSeconds(20));
        assertThat(broken.holder()).contains(active);
        assertThat(situation(world, broken)).isEqualTo(100);
    }

    /** A cloud that attaches the interface to every host but one. */
    private static Tampering refusing(int index) {
        return new Tampering() {
            @Override
            public Endpoint endpoint(SimWorld world, SimPair pair, Endpoint honest) {
                return new EndpointMutants.Changed(honest) {
                    @Override
                    public Outcome run(Step step) {
                        String instance = pair.hosts().get(index).instance;
                        return step instanceof Attach attach
                                        && attach.instance().equals(instance)
                                ? Outcome.refused("AttachmentLimitExceeded", "no room")
                                : honest.run(step);
                    }
                };
            }
        };
    }

    @Test
    void aWishWhoseMoveIsTurnedRoundIsAnsweredAndNotCarriedOutAgain() {
        for (boolean forced : new boolean[] {false, true}) {
            SimWorld world = healthy(Shape.plain(EndpointKind.ENI), refusing(1));
            SimPair pair = world.pairs().get(0);
            SimHost active = pair.holder().orElseThrow();
            SimHost refused = other(pair, active);
            assertThat(pair.hosts().indexOf(refused)).isEqualTo(1);
            Switchover wish = new Switchover("w1", Optional.of(refused.name), forced, false, REQUEST);
            world.operate(pair, "switchover", i -> i.withSwitchover(wish));
            world.runUntil(
                    "an answer",
                    SOON,
                    () -> assignment(world, pair)
                            .answered()
                            .map(a -> a.id().equals("w1") && a.result() == Answer.Result.FAILED)
                            .orElse(false));
            world.runUntil("the endpoint is back", SOON, () -> isWith(world, pair, active));
            int moves = world.invariants().moves();
            world.run(Duration.ofSeconds(30));
            assertThat(isWith(world, pair, active)).isTrue();
            assertThat(world.invariants().moves()).isEqualTo(moves);
        }
    }

    @Test
    void everyKindFailsOverAndBack() {
        for (EndpointKind kind : EndpointKind.values()) {
            if (kind == EndpointKind.COMMAND) {
                continue;
            }
            SimWorld world = healthy(Shape.plain(kind), Tampering.NONE);
            SimPair pair = world.pairs().get(0);
            SimHost first = pair.holder().orElseThrow();
            first.kill();
            world.runUntil(
                    kind.word() + " fails over", Duration.ofSeconds(10), () -> isWith(world, pair, other(pair, first)));
            first.start();
            world.run(Duration.ofSeconds(6));
            world.runUntil(
                    kind.word() + " is healthy again", Duration.ofSeconds(20), () -> situation(world, pair) == 1000);
            ask(world, pair, "w1");
            world.runUntil(kind.word() + " is switched back", Duration.ofSeconds(10), () -> isWith(world, pair, first));
        }
    }

    private static Shape falling() {
        return Shape.plain(EndpointKind.ENI)
                .withPairs(List.of(new Shape.Plan("cache-a", EndpointKind.ENI, 2, true)))
                .withCloud(EmulatorSettings.fast().with("forced-detach-delay", "60m"));
    }

    @Test
    void aDetachThatNothingFreesEndsInTheFallbackAndEveryRungIsInTheHistory() {
        SimWorld world = healthy(falling(), Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost first = pair.holder().orElseThrow();
        SimHost second = other(pair, first);
        world.cloud().faults().stickDetach(pair.networkInterface);
        first.kill();
        world.runUntil("the fallback", Duration.ofSeconds(20), () -> isWith(world, pair, second));
        assertThat(pair.fallenBackTo(second)).isTrue();
        Event move = history(world, pair).stream()
                .filter(e -> e.kind() == Event.Kind.MOVE_DONE)
                .reduce((older, newer) -> newer)
                .orElseThrow();
        assertThat(move.steps()).hasSize(3);
        assertThat(move.steps().get(0)).matches("detach eni-attach-[0-9a-f]+ \\(at [0-9]+ ms\\)");
        assertThat(move.steps().get(1)).matches("detach eni-attach-[0-9a-f]+, forced \\(at [0-9]+ ms\\)");
        assertThat(move.steps().get(2)).startsWith("lead " + pair.address + " to " + second.instance + " (at ");
    }

    @Test
    void looksThatAreThrottledNowAndThenPutNoRungOff() {
        SimWorld world = healthy(falling(), Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost first = pair.holder().orElseThrow();
        SimHost second = other(pair, first);
        world.cloud().faults().stickDetach(pair.networkInterface);
        first.kill();
        for (int i = 0; i < 10 && !isWith(world, pair, second); i++) {
            world.run(Duration.ofSeconds(2));
            world.cloud().faults().script(Script.error(Action.DESCRIBE_NETWORK_INTERFACES, "RequestLimitExceeded"));
        }
        assertThat(isWith(world, pair, second)).isTrue();
        assertThat(pair.fallenBackTo(second)).isTrue();
    }

    @Test
    void afterAFallbackOnlyTheAddressMoves() {
        SimWorld world = healthy(falling(), Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost first = pair.holder().orElseThrow();
        SimHost second = other(pair, first);
        world.cloud().faults().stickDetach(pair.networkInterface);
        first.kill();
        world.runUntil("the fallback", Duration.ofSeconds(20), () -> isWith(world, pair, second));
        first.start();
        world.runUntil("both are ready again", Duration.ofSeconds(20), () -> situation(world, pair) == 1000);
        ask(world, pair, "w1");
        world.runUntil("back by one call", SOON, () -> isWith(world, pair, first));
    }

    @Test
    void tablesLedApartByHandAreLedTogetherAgain() {
        SimWorld world = healthy(Shape.plain(EndpointKind.ROUTE), Tampering.NONE);
        SimPair pair = world.pairs().get(0);
        SimHost active = pair.holder().orElseThrow();
        world.cloud().replaceRoute(pair.tables.get(1), pair.address + "/32", pair.primary(other(pair, active)), false);
        world.runUntil(
                "the tables agree", Duration.ofSeconds(20), () -> pair.reached().equals(List.of(active)));
    }

    @Test
    void whatALeaderFindsDownAllAtOnceItDoesNotBelieveAtOnce() {
        List<Shape.Plan> plans = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            plans.add(new Shape.Plan("cache-" + i, EndpointKind.ENI, 2));
        }
        SimWorld world = healthy(Shape.plain(EndpointKind.ENI).withPairs(plans), Tampering.NONE);
        int before = world.invariants().moves();
        world.leader().orElseThrow().proc().pause(Duration.ofMillis(2500));
        world.pairs().forEach(p -> p.holder().orElseThrow().kill());
        world.run(Duration.ofSeconds(9));
        assertThat(world.invariants().moves()).as("moves begun").isEqualTo(before);
        world.runUntil(
                "every pair is served again",
                Duration.ofSeconds(15),
                () -> world.pairs().stream().allMatch(SimPair::servedThroughTheEndpoint));
    }
}
