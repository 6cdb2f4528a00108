package io.twinproxy.controller.report;

import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The newest status of each pair, for whoever wants to look. Written on the loop's thread, read from any; a lock is held
 * only for as long as it takes to put one entry or to copy the references of all.
 */
public final class StatusBoard implements Report {
    /** Several hundred pairs are meant to be led by one controller; more than this are counted but not shown. */
    static final int PAIRS_MAX = 2000;

    private final String controller;
    private final LongSupplier nanos;
    private final LongSupplier wallMillis;
    private final Object lock = new Object();
    private final SortedMap<String, Posted> pairs = new TreeMap<>();
    private final SortedMap<String, Event> events = new TreeMap<>();
    private Optional<Epoch> epoch = Optional.empty();
    private long turnedNanos;

    /**
     * An empty board.
     *
     * @param nanos a monotonic clock
     * @param wallMillis the wall clock, for people only
     */
    public StatusBoard(String controller, LongSupplier nanos, LongSupplier wallMillis) {
        this.controller = controller;
        this.nanos = nanos;
        this.wallMillis = wallMillis;
        turnedNanos = nanos.getAsLong();
    }

    private record Posted(PairStatus status, long sinceNanos) {
        Situation situation() {
            return status.decision().situation();
        }
    }

    /** What the board says at one moment. */
    public Snapshot snapshot() {
        long now = nanos.getAsLong();
        synchronized (lock) {
            List<Snapshot.Pair> shown = new ArrayList<>();
            pairs.forEach((name, posted) -> shown.add(new Snapshot.Pair(
                    posted.status(),
                    Duration.ofNanos(now - posted.sinceNanos()),
                    Optional.ofNullable(events.get(name)))));
            return new Snapshot(controller, epoch, Duration.ofNanos(now - turnedNanos), wallMillis.getAsLong(), shown);
        }
    }

    /** A controller that no longer leads knows nothing of any pair. */
    @Override
    public void leading(Optional<Epoch> newEpoch) {
        synchronized (lock) {
            if (!newEpoch.equals(epoch)) {
                pairs.clear();
                events.clear();
            }
            epoch = newEpoch;
        }
    }

    @Override
    public void read(PairStatus status) {
        long now = nanos.getAsLong();
        synchronized (lock) {
            Posted before = pairs.get(status.pair());
            if (before == null && pairs.size() >= PAIRS_MAX) {
                return;
            }
            if (before != null && before.situation() == status.decision().situation()) {
                pairs.put(status.pair(), new Posted(status, before.sinceNanos()));
            } else {
                pairs.put(status.pair(), new Posted(status, now));
            }
        }
    }

    @Override
    public void removed(String pair) {
        synchronized (lock) {
            pairs.remove(pair);
            events.remove(pair);
        }
    }

    @Override
    public void happened(String pair, Event event) {
        synchronized (lock) {
            if (events.containsKey(pair) || events.size() < PAIRS_MAX) {
                events.put(pair, event);
            }
        }
    }

    @Override
    public void called(String pair, String what, Duration took, boolean answered) {}

    @Override
    public void late(Duration by) {}

    @Override
    public void turned() {
        long now = nanos.getAsLong();
        synchronized (lock) {
            turnedNanos = now;
        }
    }
}
