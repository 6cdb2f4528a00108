package io.twinproxy.controller.sim;

import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.decide.Action;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.controller.report.PairStatus;
import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.Move;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What must hold after every event, whatever goes wrong. A violation is an {@link AssertionError} at once.
 *
 * <ul>
 *   <li>One holder: no two hosts of a pair show the interface that moves.
 *   <li>One leader: no two controllers have a lease, as long as clocks run apart by less than a lease's margin.
 *   <li>No write to the cloud without a lease that outlasts the call, of the writer's own leadership.
 *   <li>Paused means untouched, from {@link #PAUSE_HEARD} after the pause was written.
 *   <li>Unknown means untouched: nothing is decided on an unknown placement, and no step is run on an observation that
 *       could not be read.
 *   <li>Act once, look again: no two steps are run on one observation.
 *   <li>Never to a host that is not ready: the host a move begins to has served within {@link #BELIEVED}, or within
 *       {@link #FORCED_BELIEVED} when an operator forced it. A controller cannot know it sooner than its probes tell it.
 *   <li>Never away on one word: an active found down by itself has, within {@link #WITNESSED}, not served; or two of
 *       leader, peer and store have lost sight of it.
 *   <li>At most one move per hold-down unless an operator asked: of the moves that are the controllers' own idea and
 *       change the active, no two begin within one hold-down of the pair. The second half of one and the same move, when
 *       its target fails on the way, may come sooner once.
 *   <li>An address is never led to a host that the assignment does not name.
 *   <li>What is detached is never the attachment of the host that the assignment names.
 * </ul>
 */
final class Invariants {
    private static final Set<Situation> OWN_IDEA = EnumSet.of(
            Situation.ACTIVE_DOWN, Situation.CUT_OFF, Situation.FAILBACK, Situation.UNOWNED, Situation.DRIFT_RESTORED);

    /** No move begins once a pause is written; a step of one under way may be taken until the pause is heard. */
    private static final Duration PAUSE_HEARD = Duration.ofMillis(500);

    /** A host's readiness is believed for as long as its probes may take to say otherwise. */
    private static final Duration BELIEVED = Duration.ofMillis(2500);

    /** An operator who forces a failover overrules one signal against the target, though not two: a session's length. */
    private static final Duration FORCED_BELIEVED = Duration.ofSeconds(6);

    /** A signal may be as old as a heartbeat that repeats it: a refresh, its lateness, and a session's end. */
    private static final Duration WITNESSED = Duration.ofSeconds(12);

    private final SimWorld world;
    private final SortedMap<String, OptionalLong> lastOwnIdea = new TreeMap<>();
    private final SortedMap<String, String> lastMove = new TreeMap<>();
    private int moves;

    Invariants(SimWorld world) {
        this.world = world;
    }

    int moves() {
        return moves;
    }

    /** Takes note, after every event, of what later moves are judged by. */
    void note() {
        long now = world.nanos();
        for (SimHost host : world.hosts()) {
            if (host.serves()) {
                host.servedNanos = now;
            } else {
                host.brokenNanos = now;
            }
            if (!host.heard()) {
                host.unheardNanos = now;
            }
        }
        world.links().note(now);
    }

    /** After every event; who shows which interface only when the cloud has changed something. */
    void check(boolean handsChanged) {
        if (handsChanged) {
            world.pairs().forEach(this::oneHolder);
        }
        int leaders = 0;
        for (SimController controller : world.controllers()) {
            leaders += controller.leads() ? 1 : 0;
        }
        require(leaders <= 1, "two controllers hold a lease");
    }

    private void oneHolder(SimPair pair) {
        if (pair.kind == EndpointKind.ENI) {
            long holders = pair.hosts.stream().filter(pair::guestHas).count();
            require(holders <= 1, "the endpoint of " + pair.name + " has two holders");
        }
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
    }

    void step(SimController by, SimPair pair, Step step, boolean readable, boolean looked) {
        require(looked, by.name + " takes two steps on one observation: " + step.sentence());
        require(readable, by.name + " acts on an observation it could not read: " + step.sentence());
        require(
                pair.pausedSince.isEmpty() || world.nanos() - pair.pausedSince.getAsLong() < PAUSE_HEARD.toNanos(),
                by.name + " touched a paused pair: " + step.sentence());
    }

    /**
     * Before a detach of an attachment that no accepted detach has named yet. EC2 itself detaches from an instance that
     * is terminated; to force that where it is stuck takes nothing from anybody.
     */
    void aboutToDetach(String attachment, Attachments.Made made) {
        for (SimPair pair : world.pairs()) {
            Optional<SimHost> host = pair.on(made.instance()).filter(h -> !h.gone());
            if (pair.networkInterface.equals(made.networkInterface()) && host.isPresent()) {
                require(
                        !assigned(pair).equals(Optional.of(host.get().name)),
                        attachment + " is detached from " + host.get().name + ", which is assigned");
            }
        }
    }

    /** Before a call that leads an address to an interface: such a call takes it from whoever has it. */
    void aboutToLead(SimController by, String networkInterface) {
        for (SimPair pair : world.pairs()) {
            pair.owning(networkInterface)
                    .ifPresent(host -> require(
                            assigned(pair).equals(Optional.of(host.name)),
                            by.name + " leads the address to " + host.name + ", which is not assigned"));
        }
    }

    private Optional<String> assigned(SimPair pair) {
        try {
            String text = written(pair);
            return text.isEmpty()
                    ? Optional.empty()
                    : Assignment.parse(text.getBytes(StandardCharsets.UTF_8)).active();
        } catch (BadJsonException e) {
            return Optional.empty();
        }
    }

    private String written(SimPair pair) {
        return world.ensemble()
                .text("/twinproxy/pairs/" + pair.name + "/assignment")
                .orElse("");
    }

    void read(SimController by, PairStatus status) {
        if (status.placement().kind() == Placement.Kind.UNKNOWN) {
            require(
                    status.decision().action() == Action.HOLD,
                    by.name + " decided " + status.decision() + " though the placement is unknown");
        }
    }

    /** After a controller tried to write an assignment; a move begins when one with it is there. */
    void tried(SimController by, SimPair pair, Assignment assignment) {
        boolean there = written(pair).equals(new String(assignment.bytes(), StandardCharsets.UTF_8));
        if (!there || assignment.move().isEmpty()) {
            return;
        }
        Move move = assignment.move().get();
        if (move.id().equals(lastMove.put(pair.name, move.id()))) {
            return;
        }
        moves++;
        require(pair.pausedSince.isEmpty(), by.name + " begins a move of a paused pair: " + move.cause());
        Situation situation = Situation.of(move.situation()).orElseThrow();
        ready(pair.host(move.to()), situation);
        if (situation == Situation.ACTIVE_DOWN) {
            move.from().ifPresent(from -> witnessed(by, pair.host(from)));
        }
        if (move.from().isPresent() && OWN_IDEA.contains(situation)) {
            rested(pair);
        }
    }

    private void ready(SimHost to, Situation situation) {
        Duration believed = situation == Situation.FAILOVER_FORCED ? FORCED_BELIEVED : BELIEVED;
        long unserved = world.nanos() - to.servedNanos;
        require(
                unserved < believed.toNanos(),
                "a move was begun to " + to.name + ", which has not served for " + unserved / 1_000_000 + " ms");
    }

    private void witnessed(SimController by, SimHost from) {
        long since = world.nanos() - WITNESSED.toNanos();
        int signals = from.brokenNanos >= since ? 2 : 0;
        signals += from.unheardNanos >= since ? 1 : 0;
        signals += world.links().cutSince(by.name, from.name, since) ? 1 : 0;
        signals += from.pair.hosts.stream()
                        .anyMatch(peer -> peer != from && world.links().cutSince(peer.name, from.name, since))
                ? 1
                : 0;
        require(signals >= 2, from.name + " was taken for down on " + signals + " word(s)");
    }

    private void rested(SimPair pair) {
        OptionalLong last = lastOwnIdea.getOrDefault(pair.name, OptionalLong.empty());
        long least = (long) (pair.spec.timings().holdDown().toNanos() * 0.96);
        require(
                last.isEmpty() || world.nanos() - last.getAsLong() >= least,
                "two automatic moves of " + pair.name + " within one hold-down");
        lastOwnIdea.put(pair.name, OptionalLong.of(world.nanos()));
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
