package io.twinproxy.lab.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.twinproxy.proxy.memcache.Request;
import io.twinproxy.proxy.memcache.RequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One request from bytes as a socket gives them, out of a buffer that holds sixteen. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {
    private static final int REQUESTS = 16;
    private static final int LINE_BYTES_MAX = 1 << 20;
    private static final int VALUE_BYTES_MAX = 1 << 20;
    private static final String KEY = "bench:000042:abcdefghijklmnopqrstuvwxyza";

    private final RequestDecoder decoder =
            new RequestDecoder(PooledByteBufAllocator.DEFAULT, LINE_BYTES_MAX, VALUE_BYTES_MAX);

    @Param({"get", "set"})
    private String verb = "";

    private byte[] bytes = {};

    @Setup
    public void write() {
        String request =
                verb.equals("get") ? "get " + KEY + "\r\n" : "set " + KEY + " 0 0 400\r\n" + "v".repeat(400) + "\r\n";
        bytes = request.repeat(REQUESTS).getBytes(StandardCharsets.US_ASCII);
    }

    @TearDown
    public void close() {
        decoder.close();
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public int decode() {
        ByteBuf read = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
        decoder.feed(read);
        int keys = 0;
        Request request;
        while ((request = decoder.next()) != null) {
            keys += request.keyCount();
            request.release();
        }
        if (keys != REQUESTS) {
            throw new IllegalStateException("decoded " + keys + " keys of " + REQUESTS);
        }
        return keys;
    }
}
