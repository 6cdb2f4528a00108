package io.twinproxy.proxy.stats;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What several loops have recorded, summed at one moment. For one thread. */
public final class LatencySum {
    private final Histogram counts = new Histogram(Latency.MICROS_MAX, Latency.DIGITS);
    private double seconds;

    private LatencySum() {}

    /** Sums recorders that their loops may go on writing to. */
    public static LatencySum of(Iterable<Latency> recorders) {
        LatencySum sum = new LatencySum();
        recorders.forEach(recorder -> recorder.addTo(sum));
        return sum;
    }

    void add(Histogram other, double otherSeconds) {
        counts.add(other);
        seconds += otherSeconds;
    }

    public long count() {
        return counts.getTotalCount();
    }

    /** All of them together, in seconds, not rounded. */
    public double seconds() {
        return seconds;
    }

    /** How many took at most so long, to within the two digits that are kept. */
    public long countWithin(long micros) {
        return counts.getCountBetweenValues(0, Math.min(micros, Latency.MICROS_MAX));
    }

    /**
     * Within how many microseconds a share of them ended; 0 when there are none.
     *
     * @param percent above 0, up to 100
     */
    public long percentileMicros(double percent) {
        return counts.getTotalCount() == 0
                ? 0
                : Math.min(counts.getValueAtPercentile(percent), TimeUnit.MINUTES.toMicros(1));
    }
}
