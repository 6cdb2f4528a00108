package io.twinproxy.lab.proxy;

import org.HdrHistogram.Histogram;

/**
 * What one generator has seen. Right replies and latencies count within the window only; whatever is amiss counts always.
 * For one thread at a time.
 */
final class LoadCounts {
    /** Longer ones are taken for this long. */
    private static final long LATENCY_NANOS_MAX = 60_000_000_000L;

    private static final int DIGITS = 3;

    private final Window window;
    private final Histogram latencies = new Histogram(1_000, LATENCY_NANOS_MAX, DIGITS);
    private long right;
    private long missed;
    private long refused;
    private long wrong;
    private long broken;

    LoadCounts(Window window) {
        this.window = window;
    }

    void reply(Verdict verdict, long sinceNanos, long nowNanos) {
        switch (verdict) {
            case RIGHT -> {
                if (window.counts(nowNanos)) {
                    right++;
                    latencies.recordValue(Math.min(LATENCY_NANOS_MAX, Math.max(0, nowNanos - sinceNanos)));
                }
            }
            case MISSED -> missed++;
            case REFUSED -> refused++;
            case WRONG -> wrong++;
        }
    }

    /** A connection failed, or closed with replies owing. */
    void broken() {
        broken++;
    }

    void add(LoadCounts other) {
        right += other.right;
        missed += other.missed;
        refused += other.refused;
        wrong += other.wrong;
        broken += other.broken;
        latencies.add(other.latencies);
    }

    long right() {
        return right;
    }

    long missed() {
        return missed;
    }

    long refused() {
        return refused;
    }

    long wrong() {
        return wrong;
    }

    long brokenConnections() {
        return broken;
    }

    /** In microseconds. */
    double latencyMicros(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }
}
