package io.twinproxy.coordination.memory;

import io.twinproxy.coordination.Scheduler;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** A clock and a queue, ordered by time, then by order of asking. */
final class VirtualTime implements Scheduler {
    private record Due(long nanos, long number) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final TreeMap<Due, Runnable> queue = new TreeMap<>();
    private long now = 1_000_000;
    private long asked;

    long nanos() {
        return now;
    }

    @Override
    public void after(Duration delay, Runnable run) {
        queue.put(new Due(now + delay.toNanos(), asked++), run);
    }

    void pass(Duration time) {
        long until = now + time.toNanos();
        while (!queue.isEmpty() && queue.firstKey().nanos() <= until) {
            step();
        }
        now = until;
    }

    private void step() {
        Map.Entry<Due, Runnable> next = queue.pollFirstEntry();
        now = Math.max(now, next.getKey().nanos());
        next.getValue().run();
    }

    /** Steps until something holds. */
    void until(Callable<Boolean> condition, Duration atMost) throws Exception {
        long end = now + atMost.toNanos();
        while (!condition.call()) {
            if (queue.isEmpty() || queue.firstKey().nanos() > end) {
                throw new AssertionError("did not come to hold within " + atMost + " of virtual time");
            }
            step();
        }
    }
}
