package io.twinproxy.lab.micro;

import io.twinproxy.proxy.hash.Distribution;
import io.twinproxy.proxy.hash.KeyHash;
import io.twinproxy.proxy.hash.Placement;
import io.twinproxy.proxy.hash.RingServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a key to its server: hash and ring together, over keys that hit the ring all round. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RingBenchmark {
    /** A power of two. */
    private static final int KEYS = 4096;

    @Param({"2", "4", "32"})
    private int servers;

    @Param({"KETAMA", "MODULA"})
    private String distribution = "";

    private Optional<Placement> placement = Optional.empty();
    private byte[][] keys = {};
    private int next;

    @Setup
    public void place() {
        List<RingServer> ring = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            ring.add(new RingServer("10.0.0." + (10 + i) + ":11211", 1));
        }
        List<Integer> live = IntStream.range(0, servers).boxed().toList();
        placement = Optional.of(new Placement(
                KeyHash.FNV1A_64, Optional.empty(), Distribution.valueOf(distribution), ring, live, () -> 0));
        keys = IntStream.range(0, KEYS)
                .mapToObj(i -> ("bench:" + i + ":abcdefghijklmnopqrstuvwxyzabcdef").getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    @Benchmark
    public int serverOf() {
        byte[] key = keys[next++ & (KEYS - 1)];
        return placement.orElseThrow().serverOf(key, 0, key.length);
    }
}
