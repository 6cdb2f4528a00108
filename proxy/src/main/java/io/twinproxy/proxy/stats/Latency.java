package io.twinproxy.proxy.stats;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long something took, as seen by one event loop since the start. Only that loop writes, without a lock and without
 * allocating; anyone may read, and sees counts that may be an instant old.
 *
 * <p>Times are kept in microseconds with two significant digits (an error below 1 %) up to {@value #MICROS_MAX}; what took
 * longer counts as that. Each recorder costs 20 KiB once something was recorded, and next to nothing before.
 */
public final class Latency {
    /** A minute; timeouts are shorter, and clients have given up by then. */
    static final long MICROS_MAX = 60_000_000;

    static final int DIGITS = 2;

    private volatile @Nullable Histogram histogram;
    private long nanos;

    /** Counts one in; for its loop. */
    public void record(long took) {
        Histogram counts = histogram;
        if (counts == null) {
            counts = new Histogram(MICROS_MAX, DIGITS);
            histogram = counts;
        }
        long positive = Math.max(0, took);
        nanos += positive;
        counts.recordValue(Math.min(positive / 1000, MICROS_MAX));
    }

    /** Adds all of it to a sum; any thread. */
    void addTo(LatencySum sum) {
        Histogram counts = histogram;
        if (counts != null) {
            sum.add(counts, (double) nanos / TimeUnit.SECONDS.toNanos(1));
        }
    }
}
