package io.twinproxy.controller.loop;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Lease;
import io.twinproxy.coordination.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One pair's endpoint as last observed, with at most one call under way. Loop's thread only; the calls run on the worker.
 */
final class Cloud {
    /** After a step the cloud is looked at at once, then less and less often, up to this. */
    private static final Duration LOOK_MAX = Duration.ofSeconds(1);

    private static final Duration LOOK_FIRST = Duration.ofMillis(10);

    /** Permissions, limits and zones change seldom; a check makes some five calls. */
    private static final Duration PREFLIGHT_EVERY = Duration.ofMinutes(5);

    /** While something should be mended: whoever mends it should soon see that it is. */
    private static final Duration PREFLIGHT_UNCLEAR = Duration.ofMinutes(1);

    /** A check that got no answer, doubled from one to the next up to {@link #PREFLIGHT_UNCLEAR}. */
    private static final Duration PREFLIGHT_UNANSWERED = Duration.ofSeconds(5);

    /** Hosts that change, an instance id for one, are checked at once, though not more often than this. */
    private static final Duration PREFLIGHT_MIN = Duration.ofSeconds(1);

    /** An observation that surprises must be seen again this much later before it is believed: reads may be stale. */
    static final Duration CONFIRM = Duration.ofSeconds(1);

    private final String pair;
    private final World world;
    private final Epoch epoch;
    private final OneCall calls;
    private final Endpoint endpoint;
    private final Steady steady;
    private Optional<Observed> observed = Optional.empty();
    private long observedNanos;
    private Optional<String> busy = Optional.empty();
    private long lookAtNanos;
    private long restUntilNanos;
    private Duration pace = LOOK_FIRST;
    private Preflight preflight = Preflight.CLEAR;
    private long preflightAtNanos;
    private long preflightNotBeforeNanos;
    private Duration preflightRetry = PREFLIGHT_UNANSWERED;
    private List<Target> checked = List.of();
    private Optional<Outcome> refused = Optional.empty();
    private boolean seenSinceStep;
    private Duration retry = LOOK_FIRST;

    Cloud(String pair, World world, Epoch epoch, OneCall calls, Endpoint endpoint) {
        this.pair = pair;
        this.world = world;
        this.epoch = epoch;
        this.calls = calls;
        this.endpoint = endpoint;
        this.lookAtNanos = world.nanos().getAsLong();
        this.steady = new Steady(lookAtNanos);
        this.restUntilNanos = lookAtNanos;
        this.preflightAtNanos = lookAtNanos;
        this.preflightNotBeforeNanos = lookAtNanos;
    }

    Duration callTimeout() {
        return endpoint.callTimeout();
    }

    Optional<Observed> observed() {
        return observed;
    }

    Preflight preflight() {
        return preflight;
    }

    Optional<String> busy() {
        return busy;
    }

    /** The refusal of the last step, until a step is accepted again. */
    Optional<Outcome> refused() {
        return refused;
    }

    void forgive() {
        refused = Optional.empty();
    }

    Placement placement(List<Target> hosts, Optional<String> assigned) {
        return observed.map(o -> o.placement(hosts, assigned))
                .orElseGet(() -> Placement.unknown("the cloud has not been asked yet"));
    }

    /** For how long it has been in the state it was last seen in. */
    Duration waited(long nowNanos) {
        return Duration.ofNanos(nowNanos - steady.beganNanos());
    }

    /** Whether the same state has been seen for long enough to be believed although it surprises. */
    boolean confirmed() {
        return observedNanos - steady.sinceNanos() >= CONFIRM.toNanos();
    }

    /** Looks again within this time, though not before a rest that the cloud asked for is over. */
    void lookWithin(Duration delay, long nowNanos) {
        lookAtNanos = Math.max(restUntilNanos, Math.min(lookAtNanos, nowNanos + delay.toNanos()));
    }

    /** Sets a look, or a preflight, on its way if one is due; says in how long the next is. */
    Duration looks(Duration every, boolean changing, List<Target> hosts, long nowNanos) {
        if (calls.underWay(pair)) {
            return LOOK_MAX;
        }
        if (nowNanos >= lookAtNanos) {
            look(every, changing);
            return LOOK_MAX;
        }
        if (!changing && observed.isPresent() && checkDue(hosts, nowNanos)) {
            check(hosts);
            return LOOK_MAX;
        }
        return Duration.ofNanos(lookAtNanos - nowNanos);
    }

    private boolean checkDue(List<Target> hosts, long nowNanos) {
        boolean due = nowNanos >= preflightAtNanos || !hosts.equals(checked);
        return due && nowNanos >= preflightNotBeforeNanos;
    }

    private void look(Duration every, boolean changing) {
        begin("look at the endpoint", endpoint::observe, (reply, now) -> {
            if (reply.value().isPresent()) {
                Observed seen = reply.value().get();
                if (seen.readable() && steady.saw(seen.state(), now)) {
                    pace = LOOK_FIRST;
                }
                observed = Optional.of(seen);
                observedNanos = now;
                seenSinceStep = true;
            } else if (!unavailable(reply)) {
                throw new IllegalStateException(
                        "observe must not throw", reply.failure().orElseThrow());
            }
            lookAtNanos = now + (changing ? pace : every).toNanos();
            pace = longer(pace, LOOK_MAX);
        });
    }

    private void check(List<Target> hosts) {
        checked = hosts;
        begin("check what would bar a move", () -> endpoint.preflight(hosts), (reply, now) -> {
            reply.value().ifPresent(found -> preflight = found);
            boolean answered = reply.value().isPresent() && preflight.answered();
            preflightAtNanos = now + (answered ? calm() : preflightRetry).toNanos();
            preflightRetry = answered ? PREFLIGHT_UNANSWERED : longer(preflightRetry, PREFLIGHT_UNCLEAR);
            preflightNotBeforeNanos = now + PREFLIGHT_MIN.toNanos();
        });
    }

    /**
     * Runs one step, if no call is under way and the lease outlasts it when its turn comes.
     *
     * @param asked hears when the call was begun, once it is over and only if it was made
     */
    void run(Step step, LongConsumer asked) {
        if (calls.underWay(pair) || !seenSinceStep) {
            return;
        }
        seenSinceStep = false;
        long began = world.nanos().getAsLong();
        begin(step.sentence(), () -> leased(step), (reply, now) -> {
            if (reply.value().isEmpty() && !unavailable(reply)) {
                throw new IllegalStateException(
                        "a step must not throw", reply.failure().orElseThrow());
            }
            Optional<Outcome> made = reply.value().flatMap(outcome -> outcome);
            made.ifPresent(outcome -> asked.accept(began));
            Outcome outcome = made.orElseGet(() -> Outcome.pending("", "the call was not made"));
            boolean accepted = outcome.kind() == Outcome.Kind.DONE;
            refused = outcome.kind() == Outcome.Kind.REFUSED ? Optional.of(outcome) : Optional.empty();
            pace = LOOK_FIRST;
            Duration rest = retry.compareTo(outcome.rest()) > 0 ? retry : outcome.rest();
            restUntilNanos = accepted ? now : now + rest.toNanos();
            lookAtNanos = restUntilNanos;
            retry = accepted ? LOOK_FIRST : longer(retry, LOOK_MAX);
        });
    }

    /** A call that could not even be begun, because too many hang. */
    private static boolean unavailable(Reply<?> reply) {
        return reply.failure().filter(UnavailableException.class::isInstance).isPresent();
    }

    /** Whether the endpoint has been looked at since the last step: never two steps on one observation. */
    boolean seenSinceStep() {
        return seenSinceStep;
    }

    /** How long until the next check, after one that was answered. */
    private Duration calm() {
        return preflight.clear() ? PREFLIGHT_EVERY : PREFLIGHT_UNCLEAR;
    }

    private static Duration longer(Duration time, Duration most) {
        Duration doubled = time.multipliedBy(2);
        return doubled.compareTo(most) > 0 ? most : doubled;
    }

    /** On the worker: the last moment at which the lease can be asked for. Empty when it would not outlast the call. */
    private Optional<Outcome> leased(Step step) {
        Optional<Lease> lease = world.leadership().lease().filter(l -> l.epoch().equals(epoch));
        if (lease.isEmpty()
                || !lease.get().outlasts(endpoint.callTimeout(), world.nanos().getAsLong())) {
            return Optional.empty();
        }
        return Optional.of(endpoint.run(step));
    }

    private interface Done<T> {
        void accept(Reply<T> reply, long nowNanos);
    }

    private <T> void begin(String what, java.util.concurrent.Callable<T> call, Done<T> done) {
        busy = Optional.of(what);
        calls.begin(pair);
        long began = world.nanos().getAsLong();
        world.worker().run(pair, what, call, reply -> {
            busy = Optional.empty();
            calls.end(pair);
            long now = world.nanos().getAsLong();
            world.report()
                    .called(
                            pair,
                            what,
                            Duration.ofNanos(now - began),
                            reply.failure().isEmpty());
            done.accept(reply, now);
        });
    }
}
