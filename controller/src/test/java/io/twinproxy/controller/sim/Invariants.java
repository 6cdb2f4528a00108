package io.twinproxy.controller.sim;

import io.twinproxy.controller.decide.Action;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.controller.report.PairStatus;
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What must hold after every event, whatever goes wrong. A violation is an {@link AssertionError} at once. */
final class Invariants {
    private static final Set<Situation> AUTOMATIC =
            EnumSet.of(Situation.ACTIVE_DOWN, Situation.CUT_OFF, Situation.FAILBACK, Situation.UNOWNED);

    /** A pause is heard within a notification, and a call under way when it is heard may still be made. */
    private static final Duration PAUSE_HEARD = Duration.ofMillis(500);

    /** A host's readiness is believed for as long as its probes may take to say otherwise. */
    private static final Duration BELIEVED = Duration.ofMillis(2500);

    /** An operator who forces a failover overrules one signal against the target, though not two: a session's length. */
    private static final Duration FORCED_BELIEVED = Duration.ofSeconds(6);

    private final SimWorld world;
    private OptionalLong lastAutomatic = OptionalLong.empty();
    private int moves;

    Invariants(SimWorld world) {
        this.world = world;
    }

    int moves() {
        return moves;
    }

    /** After every event. */
    void check() {
        List<String> holders = world.hosts().stream()
                .filter(h -> world.guestHas(h.instance))
                .map(h -> h.name)
                .toList();
        require(holders.size() <= 1, "the endpoint has two holders: " + holders);
        long leaders = world.controllers().stream().filter(SimController::leads).count();
        require(leaders <= 1, "two controllers hold a lease");
    }

    /** Before every call that may change the cloud. */
    void cloudWrite(SimController by, String what) {
        world.trace(by.name + " calls: " + what);
        require(
                by.lease()
                        .map(l -> l.outlasts(
                                SimController.callTimeout(), by.proc().nanos()))
                        .orElse(false),
                by.name + " writes to the cloud without a lease that outlasts the call: " + what);
        OptionalLong paused = world.pausedSince();
        require(
                paused.isEmpty() || world.nanos() - paused.getAsLong() < PAUSE_HEARD.toNanos(),
                by.name + " touched a paused pair: " + what);
    }

    void read(SimController by, PairStatus status) {
        if (status.placement().kind() == io.twinproxy.controller.decide.Placement.Kind.UNKNOWN) {
            require(
                    status.decision().action() == Action.HOLD,
                    by.name + " decided " + status.decision() + " though the placement is unknown");
        }
    }

    void happened(Event event) {
        if (event.kind() != Event.Kind.MOVE_STARTED) {
            return;
        }
        moves++;
        SimHost to = world.host(event.to().orElseThrow());
        boolean forced = event.situation() == Situation.FAILOVER_FORCED.number();
        Duration believed = forced ? FORCED_BELIEVED : BELIEVED;
        require(
                world.nanos() - world.lastServed(to) < believed.toNanos(),
                "a move was begun to " + to.name + ", which has not served for "
                        + Duration.ofNanos(world.nanos() - world.lastServed(to)).toMillis() + " ms");
        Optional<Situation> situation = Situation.of(event.situation());
        boolean changes = event.from().isPresent();
        if (changes && situation.filter(AUTOMATIC::contains).isPresent()) {
            long least = (long) (world.timings().holdDown().toNanos() * 0.96);
            require(
                    lastAutomatic.isEmpty() || world.nanos() - lastAutomatic.getAsLong() >= least,
                    "two automatic moves within one hold-down");
            lastAutomatic = OptionalLong.of(world.nanos());
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
