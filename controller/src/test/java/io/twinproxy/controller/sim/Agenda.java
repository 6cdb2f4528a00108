package io.twinproxy.controller.sim;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: one queue ordered by time, then by the order of asking, so that ties replay. */
final class Agenda {
    private record Entry(long atNanos, long order, Runnable run) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::atNanos).thenComparingLong(Entry::order));
    private long nowNanos = Duration.ofHours(1).toNanos();
    private long asked;

    long nanos() {
        return nowNanos;
    }

    void after(Duration delay, Runnable run) {
        entries.add(new Entry(nowNanos + Math.max(0, delay.toNanos()), asked++, run));
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
