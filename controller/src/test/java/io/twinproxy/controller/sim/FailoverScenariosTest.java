package io.twinproxy.controller.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import io.twinproxy.emulator.core.EmulatorSettings;
import java.time.Duration;
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
                "the move ends unverified",
                Duration.ofSeconds(20),
                () -> history(world, pair).stream()
                        .anyMatch(e -> e.kind() == Event.Kind.MOVE_DONE
                                && e.sentence()
                                        .contains("unverified: its operating system does not hold the address")));
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
}
