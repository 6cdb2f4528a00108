package io.twinproxy.lab.proxy;

import java.time.Duration;

/**
 * The part of a run that counts, on {@link System#nanoTime()}: before it the run warms up, at its end it stops.
 *
 * @param startNanos when the load begins
 * @param fromNanos when counting begins
 * @param toNanos when both end
 */
record Window(long startNanos, long fromNanos, long toNanos) {
    static Window from(long startNanos, Duration warmUp, Duration measured) {
        long from = startNanos + warmUp.toNanos();
        return new Window(startNanos, from, from + measured.toNanos());
    }

    boolean counts(long nanos) {
        return nanos - fromNanos >= 0 && nanos - toNanos < 0;
    }

    boolean ended(long nanos) {
        return nanos - toNanos >= 0;
    }
}
