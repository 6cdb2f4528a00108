package io.twinproxy.controller.rehearse;

import java.time.Duration;
import java.util.PriorityQueue;

/** A clock that jumps from one due thing to the next. One thread. */
final class Agenda {
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private long nowNanos = Duration.ofHours(1).toNanos();
    private long asked;

    private record Due(long atNanos, long order, Runnable run) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return atNanos != other.atNanos ? Long.compare(atNanos, other.atNanos) : Long.compare(order, other.order);
        }
    }

    long nanos() {
        return nowNanos;
    }

    void after(Duration delay, Runnable run) {
        due.add(new Due(nowNanos + Math.max(0, delay.toNanos()), asked++, run));
    }

    /** Does what is due next; false when nothing ever is. */
    boolean step() {
        Due next = due.poll();
        if (next == null) {
            return false;
        }
        nowNanos = Math.max(nowNanos, next.atNanos());
        next.run().run();
        return true;
    }
}
