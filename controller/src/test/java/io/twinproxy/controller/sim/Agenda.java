package io.twinproxy.controller.sim;

import java.time.Duration;
import java.util.PriorityQueue;

/** Virtual time: one queue ordered by time, then by the order of asking, so that ties replay. */
final class Agenda {
    private record Entry(long atNanos, long order, Runnable run) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return atNanos != other.atNanos ? Long.compare(atNanos, other.atNanos) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    /** Away from zero, so that a time nobody set shows. */
    static final long START_NANOS = Duration.ofHours(1).toNanos();

    private long nowNanos = START_NANOS;
    private long asked;

    long nanos() {
        return nowNanos;
    }

    void after(Duration delay, Runnable run) {
        after(delay.toNanos(), run);
    }

    void after(long delayNanos, Runnable run) {
        entries.add(new Entry(nowNanos + Math.max(0, delayNanos), asked++, run));
    }

    /** Runs the next entry; false when there is none before the time given. */
    boolean step(long untilNanos) {
        Entry next = entries.peek();
        if (next == null || next.atNanos > untilNanos) {
            nowNanos = Math.max(nowNanos, untilNanos);
            return false;
        }
        entries.poll();
        nowNanos = Math.max(nowNanos, next.atNanos);
        next.run.run();
        return true;
    }
}
