package io.twinproxy.controller.loop;

import io.twinproxy.controller.decide.Action;
import io.twinproxy.controller.decide.Decision;
import io.twinproxy.controller.decide.Failover;
import io.twinproxy.controller.decide.Health;
import io.twinproxy.controller.decide.HostView;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.controller.decide.View;
import io.twinproxy.controller.report.PairStatus;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.EndpointSpec;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.HoldDown;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Switchover;
import io.twinproxy.coordination.record.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One pair under one leadership: takes a view, decides, reports, moves, says when to look again. All of it is dropped
 * with the lease; a new leadership begins with what the store and the cloud say. Loop's thread only.
 */
final class Pair {
    private final String name;
    private final World world;
    private final Epoch epoch;
    private final OneCall calls;
    private final Runnable wake;
    private final Ledger ledger;
    private final Hosts hosts = new Hosts();
    private final Rest rest = new Rest();
    private final Chronicle chronicle;
    private final ReadingKeeper readings;
    private Optional<EndpointSpec> built = Optional.empty();
    private Optional<Cloud> cloud = Optional.empty();
    private Optional<Mover> mover = Optional.empty();
    private OptionalLong startedNanos = OptionalLong.empty();
    private OptionalLong wishNanos = OptionalLong.empty();
    private Optional<String> wishId = Optional.empty();
    private Optional<Placement> settled = Optional.empty();
    private boolean activeDown;

    /** @param calls shared by all that ever act for a pair, whatever leadership they act under */
    Pair(String name, World world, Epoch epoch, OneCall calls, Runnable wake) {
        this.name = name;
        this.world = world;
        this.epoch = epoch;
        this.calls = calls;
        this.wake = wake;
        this.ledger = new Ledger(name, world, epoch);
        this.chronicle = new Chronicle(name, world, epoch, ledger);
        this.readings = new ReadingKeeper(world, epoch);
    }

    /** A picture from the watch. */
    void heard(PairRecords records) {
        ledger.heard(records);
        take(records);
    }

    /** An assignment that this leader did not write may hold a rest that it does not know either. */
    private void readAnew(PairRecords records, boolean unknown) {
        take(records);
        if (unknown) {
            rest.takeOver(ledger.assignment().holdDown(), world.nanos().getAsLong());
        }
    }

    private void take(PairRecords records) {
        hosts.heard(records, world.nanos().getAsLong());
    }

    /** Judges the active by what is known now; every pair does before any of them decides. */
    void assess(long nowNanos) {
        Optional<PairSpec> spec = ledger.records().spec().value();
        if (ledger.read() && spec.isPresent() && cloud.isPresent()) {
            hosts.forget(ledger.assignment(), nowNanos);
            Intent intent = ledger.records().intent().value().orElse(Intent.NONE);
            Optional<String> active = ledger.assignment().active();
            activeDown = hosts.judge(spec.get(), intent, active, cloud.get().preflight(), nowNanos).stream()
                    .anyMatch(host -> host.down() && active.equals(Optional.of(host.name())));
        }
    }

    /** Whether the active was down when it was last judged. */
    boolean activeDown() {
        return activeDown;
    }

    Duration turn(Look look) {
        if (!ledger.read()) {
            ledger.readAgain(look.nowNanos(), this::readAnew);
            return Duration.ofMillis(100);
        }
        Optional<PairSpec> spec = ledger.records().spec().value();
        spec.ifPresent(s -> prepare(s, look.nowNanos()));
        Assignment assignment = ledger.assignment();
        View view = view(spec, assignment, look);
        Decision decision = Failover.decide(view);
        activeDown = view.activeHost().map(HostView::down).orElse(false);
        note(view, decision, assignment, look.nowNanos());
        act(view, decision, assignment, spec, look.nowNanos());
        return next(decision, spec, assignment, look.nowNanos());
    }

    /** Builds what the declaration asks for, and keeps a probe on every host. */
    private void prepare(PairSpec spec, long nowNanos) {
        if (!built.equals(Optional.of(spec.endpoint()))) {
            built = Optional.of(spec.endpoint());
            mover.ifPresent(Mover::stop);
            Cloud made = new Cloud(name, world, epoch, calls, world.endpoints().of(name, spec.endpoint()));
            cloud = Optional.of(made);
            mover = Optional.of(new Mover(world, made, hosts, world.prober(), wake));
            settled = Optional.empty();
        }
        if (startedNanos.isEmpty()) {
            startedNanos = OptionalLong.of(nowNanos);
        }
        hosts.probe(world.prober(), spec.timings(), wake);
    }

    /** Long enough for every proxy to have answered, or to have failed to, as often as it takes. */
    private static Duration window(Timings timings) {
        Duration once =
                timings.probe().compareTo(timings.probeTimeout()) > 0 ? timings.probe() : timings.probeTimeout();
        return once.multipliedBy(timings.probeMisses() + 1L);
    }

    private View view(Optional<PairSpec> spec, Assignment assignment, Look look) {
        long now = look.nowNanos();
        Intent intent = ledger.records().intent().value().orElse(Intent.NONE);
        Optional<Move> move = assignment.move();
        Optional<String> active = assignment.active();
        List<HostView> judged = spec.map(
                        s -> hosts.judge(s, intent, active, cloud.orElseThrow().preflight(), now))
                .orElse(List.of());
        Placement placement = cloud.map(c -> placement(c, assignment, now))
                .orElseGet(() -> Placement.unknown("the pair is not declared"));
        Duration starting =
                spec.map(s -> remaining(startedNanos, window(s.timings()), now)).orElse(Duration.ZERO);
        return new View(
                name,
                spec.map(PairSpec::policy).orElse(new io.twinproxy.coordination.record.Policy(Optional.empty(), false)),
                unreadable(),
                look.connected(),
                leaseEnough(look),
                look.asleep(),
                starting,
                look.braked(),
                intent.paused().map(p -> "paused by " + p.by() + ": " + p.reason()),
                wish(intent, assignment),
                active,
                chosen(assignment),
                move.map(Move::to),
                move.map(m -> m.situation() != Situation.MOVE_REDIRECTED.number())
                        .orElse(false),
                placement,
                refusedIsDown(judged, move),
                rest.remaining(now));
    }

    /** The situation an assignment was made in is kept until the active changes again, by whichever leader. */
    private static boolean chosen(Assignment assignment) {
        int made = assignment.situation();
        return made == Situation.SWITCHOVER.number() || made == Situation.FAILOVER_FORCED.number();
    }

    /** A host the cloud refuses the endpoint to, or at which it never arrives, is, for the move to it, as good as down. */
    private List<HostView> refusedIsDown(List<HostView> judged, Optional<Move> move) {
        Optional<String> refused = cloud.flatMap(Cloud::refused)
                .map(outcome -> "the cloud refuses: " + outcome.sentence())
                .or(() -> mover.flatMap(Mover::stuck));
        if (refused.isEmpty() || move.isEmpty()) {
            return judged;
        }
        List<HostView> views = new ArrayList<>();
        for (HostView host : judged) {
            boolean target = host.name().equals(move.get().to());
            String why = refused.get();
            views.add(
                    target
                            ? new HostView(
                                    host.name(),
                                    Health.DOWN,
                                    why,
                                    List.of(why),
                                    host.enoughBackends(),
                                    host.drained(),
                                    host.alive(),
                                    host.downFor())
                            : host);
        }
        return List.copyOf(views);
    }

    private Optional<String> unreadable() {
        PairRecords records = ledger.records();
        return problem("spec", records.spec())
                .or(() -> records.spec().value().isEmpty() ? Optional.of("the pair has no spec") : Optional.empty())
                .or(() -> problem("assignment", records.assignment()))
                .or(() -> problem("intent", records.intent()));
    }

    private static Optional<String> problem(String which, Entry<?> entry) {
        return entry.problem().map(p -> "the " + which + " cannot be read: " + p);
    }

    private Optional<String> leaseEnough(Look look) {
        Duration needed = cloud.map(Cloud::callTimeout).orElse(Duration.ZERO);
        return look.lease().outlasts(needed, look.nowNanos())
                ? Optional.empty()
                : Optional.of("a cloud call may take " + needed.toMillis() + " ms, and the lease may end before");
    }

    /** What surprises is not believed at once: a read may be stale, and a second later it may be otherwise. */
    private Placement placement(Cloud at, Assignment assignment, long nowNanos) {
        Placement seen = at.placement(hosts.targets(), assignment.active());
        boolean expected = assignment.move().isPresent()
                || assignment.active().isEmpty()
                || seen.host().equals(assignment.active())
                || seen.kind() == Placement.Kind.UNKNOWN;
        if (expected || at.confirmed() || settled.isEmpty()) {
            settled = Optional.of(seen);
            if (!expected && !at.confirmed()) {
                at.lookWithin(Cloud.CONFIRM, nowNanos);
                return Placement.unknown(seen.sentence() + "; looking again before that is believed");
            }
            return seen;
        }
        at.lookWithin(Cloud.CONFIRM, nowNanos);
        return settled.get();
    }

    private Optional<Switchover> wish(Intent intent, Assignment assignment) {
        Optional<Switchover> wish = intent.switchover()
                .filter(w ->
                        assignment.answered().map(a -> !a.id().equals(w.id())).orElse(true))
                .filter(w -> assignment.move().map(m -> !m.id().equals(w.id())).orElse(true));
        if (!wish.map(Switchover::id).equals(wishId)) {
            wishId = wish.map(Switchover::id);
            wishNanos = wish.isPresent() ? OptionalLong.of(world.nanos().getAsLong()) : OptionalLong.empty();
        }
        return wish;
    }

    private void note(View view, Decision decision, Assignment assignment, long nowNanos) {
        chronicle.declared(ledger.records(), decision);
        chronicle.read(decision, view.active(), nowNanos);
        Optional<String> work = assignment.move().isPresent() ? mover.map(Mover::doing) : cloud.flatMap(Cloud::busy);
        PairStatus status = new PairStatus(
                name,
                decision,
                view.placement(),
                view.hosts(),
                assignment,
                view.holdDown(),
                cloud.map(c -> c.preflight().sentences()).orElse(List.of()),
                work);
        world.report().read(status);
        ledger.show(readings.reading(status, ledger.records().spec().version()));
    }

    private void act(View view, Decision decision, Assignment assignment, Optional<PairSpec> spec, long nowNanos) {
        if (spec.isEmpty()) {
            return;
        }
        switch (decision.action()) {
            case MOVE -> begin(view, decision, assignment, spec.get().timings(), nowNanos);
            case CONTINUE -> go(assignment, spec.get(), nowNanos);
            case ADOPT ->
                ledger.writeAsWished(
                        assignments().adopt(assignment, decision, rest.current(nowNanos)), List.of(), () -> {});
            case REFUSE -> refuse(view, decision, assignment, nowNanos);
            case HOLD -> {
                Assignments next = assignments();
                if (view.unreadable().isEmpty() && next.stale(assignment)) {
                    ledger.write(next.refreshed(assignment, rest.current(nowNanos)), List.of(), wake);
                }
            }
        }
    }

    private Assignments assignments() {
        return new Assignments(
                epoch, world.name(), world.wallMillis().getAsLong(), hosts.members(), cloud.flatMap(Cloud::observed));
    }

    /** Writes the move down; only the acknowledgement makes it one. */
    private void begin(View view, Decision decision, Assignment assignment, Timings timings, long nowNanos) {
        String target = decision.target().orElseThrow();
        boolean automatic = Assignments.automatic(decision.situation(), assignment, target);
        HoldDown holdDown = automatic ? rest.next(timings.holdDown(), nowNanos) : rest.current(nowNanos);
        long cause = cause(view, decision, nowNanos);
        long causeMillis = world.wallMillis().getAsLong() - (nowNanos - cause) / 1_000_000;
        Assignment next = assignments().begin(assignment, decision, view.wish(), causeMillis, holdDown);
        Move move = next.move().orElseThrow();
        List<Event> told = new ArrayList<>();
        assignment
                .move()
                .map(old -> mover.filter(m -> m.carries(old))
                        .map(m -> m.stopwatch().timed(old))
                        .orElse(old))
                .ifPresent(old ->
                        told.add(chronicle.ended(old, Event.Kind.MOVE_FAILED, "overtaken: " + decision.sentence())));
        told.add(chronicle.started(move));
        ledger.writeAsWished(next, told, () -> {
            if (automatic) {
                rest.begin(holdDown, nowNanos);
            }
            chronicle.written(told);
            mover.orElseThrow().begun(move, cause, nowNanos, world.nanos().getAsLong());
            wake.run();
        });
    }

    /** When the cause of a move was first seen: an operator's wish, or the first signal against the active. */
    private long cause(View view, Decision decision, long nowNanos) {
        boolean asked =
                decision.situation() == Situation.SWITCHOVER || decision.situation() == Situation.FAILOVER_FORCED;
        OptionalLong since = asked
                ? wishNanos
                : view.active().flatMap(hosts::get).map(Known::troubleSince).orElse(OptionalLong.empty());
        return Math.min(since.orElse(nowNanos), nowNanos);
    }

    private void go(Assignment assignment, PairSpec spec, long nowNanos) {
        Move move = assignment.move().orElseThrow();
        Mover at = mover.orElseThrow();
        Mover.Progress progress = at.go(assignment, move, spec.endpoint().address(), nowNanos);
        if (progress.finished()) {
            Move timed = at.stopwatch().timed(move);
            Assignment over = assignments().finish(assignment, timed, progress, rest.current(nowNanos));
            Event.Kind kind = progress.verified() ? Event.Kind.MOVE_DONE : Event.Kind.MOVE_FAILED;
            List<Event> told = List.of(chronicle.ended(timed, kind, progress.sentence()));
            ledger.write(over, told, () -> {
                chronicle.written(told);
                settled = Optional.empty();
                wake.run();
            });
        } else if (!at.doing().equals(move.step()) && at.doingFor(nowNanos).compareTo(Mover.QUIET) >= 0) {
            Move shown = at.stopwatch().timed(move.atStep(at.doing()));
            ledger.write(assignments().atStep(assignment, shown, rest.current(nowNanos)), List.of(), wake);
        }
    }

    private void refuse(View view, Decision decision, Assignment assignment, long nowNanos) {
        Switchover wish = view.wish().orElseThrow();
        List<Event> told = List.of(chronicle.refused(decision, assignment.active(), wish.request()));
        ledger.writeAsWished(assignments().refuse(assignment, decision, wish, rest.current(nowNanos)), told, () -> {
            chronicle.written(told);
            wake.run();
        });
    }

    private Duration next(Decision decision, Optional<PairSpec> spec, Assignment assignment, long nowNanos) {
        Duration soonest = decision.lookAgainIn();
        if (cloud.isPresent() && spec.isPresent()) {
            boolean changing = assignment.move().isPresent() || decision.action() == Action.MOVE;
            Duration every = spec.get().timings().observe();
            soonest = min(soonest, cloud.get().looks(every, changing, hosts.targets(), nowNanos));
            if (changing) {
                soonest = min(soonest, Mover.QUIET);
            }
        }
        Duration quiet = decision.action() == Action.MOVE ? Mover.QUIET : quiet(assignment, nowNanos);
        return min(soonest, quiet.isZero() ? ledger.tell(nowNanos) : quiet);
    }

    private Duration quiet(Assignment assignment, long nowNanos) {
        return assignment.move().isPresent() ? mover.map(m -> m.young(nowNanos)).orElse(Duration.ZERO) : Duration.ZERO;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration remaining(OptionalLong since, Duration window, long nowNanos) {
        Duration left = window.minusNanos(nowNanos - since.orElse(nowNanos));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Ends the probes; calls under way end by themselves, and nobody hears them. */
    void stop() {
        hosts.stop();
        mover.ifPresent(Mover::stop);
    }
}
