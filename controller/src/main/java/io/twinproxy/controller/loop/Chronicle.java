package io.twinproxy.controller.loop;

import io.twinproxy.controller.decide.Decision;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import io.twinproxy.coordination.record.Request;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes one pair's history: one record for each change worth reading a week later. Loop's thread only. */
final class Chronicle {
    /** Passing readings that come with every start and every move: the status shows them, the history does not. */
    private static final Set<Situation> PASSING =
            EnumSet.of(Situation.STARTING, Situation.MOVING, Situation.LEASE_SHORT, Situation.ASLEEP);

    /** A reading that flickers is recorded at most this often. */
    private static final long EVERY_NANOS = 1_000_000_000L;

    private final String pair;
    private final World world;
    private final Epoch epoch;
    private final Ledger ledger;
    private Optional<Situation> recorded = Optional.empty();
    private long recordedNanos;
    private long count;
    private OptionalInt declared = OptionalInt.empty();

    Chronicle(String pair, World world, Epoch epoch, Ledger ledger) {
        this.pair = pair;
        this.world = world;
        this.epoch = epoch;
        this.ledger = ledger;
    }

    /**
     * What is declared changed since it was last read, by this leader or, as its reading says, by the one before. A
     * reading that cannot tell says that nothing changed: better an event too few than one at every change of leader.
     */
    void declared(PairRecords records, Decision decision) {
        Entry<PairSpec> spec = records.spec();
        if (spec.value().isEmpty() || declared.equals(OptionalInt.of(spec.version()))) {
            return;
        }
        if (declared.isEmpty()) {
            declared = told(records);
        }
        boolean news = declared.isEmpty() || declared.getAsInt() != spec.version();
        declared = OptionalInt.of(spec.version());
        if (news) {
            add(event(
                    Event.Kind.DECLARED,
                    decision.situation().number(),
                    spec.version() == 0 ? "the pair was declared" : "the pair's settings were changed",
                    Optional.empty(),
                    Optional.empty(),
                    spec.value().flatMap(PairSpec::applied),
                    new TreeMap<>(),
                    List.of()));
        }
    }

    private static OptionalInt told(PairRecords records) {
        Entry<Reading> reading = records.reading();
        return reading.version() == Entry.ABSENT
                ? OptionalInt.empty()
                : OptionalInt.of(reading.value()
                        .map(Reading::spec)
                        .orElse(OptionalInt.empty())
                        .orElse(records.spec().version()));
    }

    void read(Decision decision, Optional<String> active, long nowNanos) {
        Situation situation = decision.situation();
        boolean same = recorded.equals(Optional.of(situation));
        boolean soon = recorded.isPresent() && nowNanos - recordedNanos < EVERY_NANOS;
        if (same || soon || PASSING.contains(situation)) {
            return;
        }
        recorded = Optional.of(situation);
        recordedNanos = nowNanos;
        add(event(
                Event.Kind.SITUATION,
                situation.number(),
                text(decision),
                active,
                decision.target(),
                Optional.empty(),
                new TreeMap<>(),
                List.of()));
    }

    Event refused(Decision decision, Optional<String> active, Request request) {
        return event(
                Event.Kind.REFUSED,
                decision.situation().number(),
                text(decision),
                active,
                Optional.empty(),
                Optional.of(request),
                new TreeMap<>(),
                List.of());
    }

    Event started(Move move) {
        return event(
                Event.Kind.MOVE_STARTED,
                move.situation(),
                move.cause(),
                move.from(),
                Optional.of(move.to()),
                move.request(),
                new TreeMap<>(),
                List.of());
    }

    Event ended(Move move, Event.Kind kind, String sentence) {
        return event(
                kind,
                move.situation(),
                sentence,
                move.from(),
                Optional.of(move.to()),
                move.request(),
                move.phases(),
                move.steps());
    }

    static String text(Decision decision) {
        return decision.sentence().isEmpty()
                ? decision.situation().title()
                : decision.situation().title() + ": " + decision.sentence();
    }

    /** Those were written together with the assignment that they tell of. */
    void written(List<Event> events) {
        events.forEach(event -> world.report().happened(pair, event));
    }

    private void add(Event event) {
        ledger.append(event);
        world.report().happened(pair, event);
    }

    private Event event(
            Event.Kind kind,
            int situation,
            String sentence,
            Optional<String> from,
            Optional<String> to,
            Optional<Request> request,
            SortedMap<String, Long> phases,
            List<String> steps) {
        return new Event(
                "e" + epoch.number() + "-" + ++count,
                kind,
                world.wallMillis().getAsLong(),
                situation,
                sentence,
                from,
                to,
                request,
                epoch.number(),
                world.name(),
                phases,
                steps,
                new TreeMap<>());
    }
}
