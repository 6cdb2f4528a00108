package io.twinproxy.controller.loop;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.Phases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Carries a move on: look, one step, look again, until the endpoint has arrived and answers. What the next step is
 * follows from what was observed, so it does not matter who took the last one. Loop's thread only.
 */
final class Mover {
    /**
     * A move that is this young, or a step of one, is not written about: every write wakes all who watch the pair, and
     * they would compete with the move for the processor. What decides over the pair is written at once, always.
     */
    static final Duration QUIET = Duration.ofMillis(250);

    private final World world;
    private final Cloud cloud;
    private final Hosts hosts;
    private final Arrival arrival;
    private Optional<String> moveId = Optional.empty();
    private Stopwatch stopwatch = Stopwatch.started(0, 0, 0, List.of());
    private String doing = "";
    private long doingSinceNanos;
    private long youngUntilNanos;
    private Optional<String> stuck = Optional.empty();

    Mover(World world, Cloud cloud, Hosts hosts, Prober prober, Runnable onChange) {
        this.world = world;
        this.cloud = cloud;
        this.hosts = hosts;
        this.arrival = new Arrival(prober, onChange);
    }

    /** How a turn of a move ended: under way, over and seen to answer, or over because it was waited for long enough. */
    record Progress(State state, String sentence) {
        enum State {
            UNDER_WAY,
            VERIFIED,
            UNVERIFIED
        }

        static Progress underWay(String doing) {
            return new Progress(State.UNDER_WAY, doing);
        }

        boolean finished() {
            return state != State.UNDER_WAY;
        }

        boolean verified() {
            return state == State.VERIFIED;
        }
    }

    /**
     * A move this leader began itself: its cause was seen at {@code causeNanos} and judged by now. Its first step may
     * have been taken already, when the watch told of the writing before the acknowledgement did.
     */
    void begun(Move move, long causeNanos, long detectedNanos, long nowNanos) {
        List<String> steps = carries(move) ? stopwatch.timed(move).steps() : List.of();
        moveId = Optional.of(move.id());
        stopwatch = Stopwatch.started(causeNanos, nowNanos, world.wallMillis().getAsLong(), steps);
        stopwatch.mark(Phases.DETECTED, detectedNanos);
        stopwatch.mark(Phases.DECIDED, nowNanos);
        arrival.reset();
        cloud.forgive();
        stuck = Optional.empty();
        youngUntilNanos = world.nanos().getAsLong() + QUIET.toNanos();
    }

    /** For how long the move in hand is still young; zero for one that was taken over. */
    Duration young(long nowNanos) {
        return Duration.ofNanos(Math.max(0, youngUntilNanos - nowNanos));
    }

    /** Whether this is the move in hand. */
    boolean carries(Move move) {
        return moveId.equals(Optional.of(move.id()));
    }

    Stopwatch stopwatch() {
        return stopwatch;
    }

    /** The step or the wait the move is in, in words. */
    String doing() {
        return doing;
    }

    /** Why the move cannot arrive where it goes, as the endpoint was last seen; empty while it can. */
    Optional<String> stuck() {
        return stuck;
    }

    /** How long it has been at that. */
    Duration doingFor(long nowNanos) {
        return Duration.ofNanos(nowNanos - doingSinceNanos);
    }

    private void now(String does, long nowNanos) {
        if (!does.equals(doing)) {
            doing = does;
            doingSinceNanos = nowNanos;
        }
    }

    Progress go(Assignment assignment, Move move, Optional<String> address, long nowNanos) {
        if (!carries(move)) {
            moveId = Optional.of(move.id());
            stopwatch = Stopwatch.continued(move, nowNanos, world.wallMillis().getAsLong());
            arrival.reset();
            cloud.forgive();
            stuck = Optional.empty();
        }
        Optional<Observed> seen = cloud.observed();
        if (seen.isEmpty() || !cloud.seenSinceStep()) {
            return Progress.underWay(doing);
        }
        Target target = hosts.target(move.to());
        Next next = seen.get().next(target, cloud.waited(nowNanos));
        mark(seen.get(), move, next, nowNanos);
        now(next.sentence(), nowNanos);
        stuck = next.kind() == Next.Kind.STUCK ? Optional.of(next.sentence()) : Optional.empty();
        if (next.kind() != Next.Kind.ARRIVED) {
            arrival.reset();
        }
        return switch (next.kind()) {
            case STEP -> {
                cloud.run(next.step().orElseThrow(), askedNanos -> {
                    if (carries(move)) {
                        stopwatch.asked(next.sentence(), askedNanos);
                    }
                });
                yield Progress.underWay(doing);
            }
            case WAIT, STUCK -> Progress.underWay(doing);
            case ARRIVED -> arrived(assignment, move, seen.get(), address, nowNanos);
        };
    }

    private void mark(Observed seen, Move move, Next next, long nowNanos) {
        Placement placement = seen.placement(List.copyOf(hosts.targets()), Optional.of(move.to()));
        boolean left = move.from()
                .map(from -> !placement.host().equals(Optional.of(from)))
                .orElse(true);
        if (left) {
            stopwatch.mark(Phases.DETACHED, nowNanos);
        }
        if (next.kind() == Next.Kind.ARRIVED) {
            stopwatch.mark(Phases.ATTACHED, nowNanos);
        }
    }

    private Progress arrived(Assignment assignment, Move move, Observed seen, Optional<String> address, long nowNanos) {
        Arrival.Check check = arrival.check(
                assignment,
                hosts.get(move.to()).filter(Known::present).flatMap(Known::heartbeat),
                hosts.get(move.to()).flatMap(Known::member),
                address.or(seen::interfaceAddress),
                nowNanos);
        if (check.configured()) {
            stopwatch.mark(Phases.CONFIGURED, nowNanos);
        }
        if (check.done()) {
            stopwatch.mark(Phases.ANSWERED, nowNanos);
            arrival.reset();
            return new Progress(Progress.State.VERIFIED, move.to() + " holds the endpoint and answers through it");
        }
        if (arrival.overdue(nowNanos)) {
            arrival.reset();
            return new Progress(
                    Progress.State.UNVERIFIED,
                    move.to() + " holds the endpoint, says the cloud; unverified: " + check.missing());
        }
        now("arrived; " + check.missing(), nowNanos);
        return Progress.underWay(doing);
    }

    void stop() {
        arrival.reset();
    }
}
