package io.twinproxy.lab.micro;

import io.twinproxy.proxy.hash.KeyHash;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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

/** Each key hash over a key of 40 bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HashBenchmark {
    private final byte[] key = "bench:000042:abcdefghijklmnopqrstuvwxyza".getBytes(StandardCharsets.US_ASCII);

    @Param({
        "ONE_AT_A_TIME",
        "MD5",
        "CRC16",
        "CRC32",
        "CRC32A",
        "FNV1_64",
        "FNV1A_64",
        "FNV1_32",
        "FNV1A_32",
        "HSIEH",
        "MURMUR",
        "JENKINS"
    })
    private String name = "";

    private KeyHash hash = KeyHash.FNV1A_64;

    @Setup
    public void pick() {
        hash = KeyHash.valueOf(name);
    }

    @Benchmark
    public int hash() {
        return hash.hash(key, 0, key.length);
    }
}
