package io.twinproxy.lab.micro;

import io.twinproxy.proxy.stats.Latency;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to record how long one request took, and to look at the clock for it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LatencyBenchmark {
    private static final int TIMES = 1 << 12;

    private final Latency latency = new Latency();
    private final long[] nanos = new long[TIMES];
    private int next;

    /** Times as a loopback has them, 20 µs to 2 ms. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < TIMES; i++) {
            nanos[i] = 20_000 + (long) (Math.pow(random.nextDouble(), 4) * 2_000_000);
        }
    }

    @Benchmark
    public void record() {
        latency.record(nanos[next++ & (TIMES - 1)]);
    }

    @Benchmark
    public long clock() {
        return System.nanoTime();
    }
}
