package io.twinproxy.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {
    private static final double[] PERCENTS = {1, 50, 90, 99, 99.9, 100};

    @Test
    void percentilesAreThoseOfTheSortedTimesToWithinOnePercent() {
        SplittableRandom random = new SplittableRandom(7);
        List<Latency> loops = List.of(new Latency(), new Latency(), new Latency());
        long[] micros = new long[30_000];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = (long) Math.exp(random.nextDouble(Math.log(20_000_000)));
            loops.get(i % 3).record(TimeUnit.MICROSECONDS.toNanos(micros[i]));
        }
        Arrays.sort(micros);
        LatencySum sum = LatencySum.of(loops);
        assertThat(sum.count()).isEqualTo(micros.length);
        for (double percent : PERCENTS) {
            long exact = micros[(int) Math.ceil(percent / 100 * micros.length) - 1];
            assertThat(sum.percentileMicros(percent)).isBetween(exact, (long) (exact * 1.01));
        }
        long within = Arrays.stream(micros).filter(m -> m <= 10_000).count();
        assertThat(sum.countWithin(10_000)).isBetween(within, within + 60);
        assertThat(sum.seconds())
                .isCloseTo(Arrays.stream(micros).sum() / 1e6, org.assertj.core.api.Assertions.within(0.001));
    }

    @Test
    void whatIsBeyondTheRangeCountsAsItsEnd() {
        Latency latency = new Latency();
        latency.record(TimeUnit.HOURS.toNanos(2));
        latency.record(-5);
        latency.record(0);
        LatencySum sum = LatencySum.of(List.of(latency));
        assertThat(sum.count()).isEqualTo(3);
        assertThat(sum.percentileMicros(100)).isEqualTo(60_000_000);
        assertThat(sum.countWithin(1)).isEqualTo(2);
        assertThat(sum.seconds()).isEqualTo(7200);
        assertThat(LatencySum.of(List.of(new Latency())).percentileMicros(99)).isZero();
    }

    @Test
    void aRecorderTakesTwentyKibibytesAndRecordingTakesNothing() {
        assertThat(new Histogram(Latency.MICROS_MAX, Latency.DIGITS).getEstimatedFootprintInBytes())
                .isBetween(20_000, 21_504);
        Latency latency = new Latency();
        latency.record(1000);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (long i = 0; i < 1_000_000; i++) {
            latency.record(i * 1000);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
        assertThat(LatencySum.of(List.of(latency)).count()).isEqualTo(1_000_001);
    }
}
