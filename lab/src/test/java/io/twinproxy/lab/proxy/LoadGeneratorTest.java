package io.twinproxy.lab.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A generator that takes a wrong reply for a right one would make any proxy look good. */
class LoadGeneratorTest {
    private static final Keyspace KEYSPACE = new Keyspace(100, 400);
    private static final Load GETS = new Load(3, 1, 0, true, 0);

    private static byte[] right(int key) {
        ByteBuffer reply = ByteBuffer.allocate(KEYSPACE.hitBytes());
        KEYSPACE.putHit(reply, key);
        return reply.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static LoadCounts run(Load load, ScriptedCache.Script script) throws IOException {
        try (ScriptedCache cache = new ScriptedCache(script)) {
            return run(load, cache.address());
        }
    }

    private static LoadCounts run(Load load, InetSocketAddress address) throws IOException {
        Window window = Window.from(System.nanoTime(), Duration.ZERO, Duration.ofMillis(300));
        return new LoadGenerator(load, List.of(address), KEYSPACE, window, 1).run();
    }

    private static void assertOnlyRight(LoadCounts counts) {
        assertThat(counts.right()).isPositive();
        assertThat(List.of(counts.missed(), counts.refused(), counts.wrong(), counts.brokenConnections()))
                .as("missed, refused, wrong, broken")
                .containsOnly(0L);
    }

    @Test
    void rightRepliesCountAsRight() throws IOException {
        assertOnlyRight(run(GETS, LoadGeneratorTest::right));
    }

    @Test
    void rightRepliesInPipelinesCountAsRight() throws IOException {
        assertOnlyRight(run(new Load(3, 16, 30, true, 0), LoadGeneratorTest::right));
    }

    @Test
    void rightRepliesOnConnectionsOfTheirOwnCountAsRight() throws IOException {
        assertOnlyRight(run(new Load(3, 1, 10, false, 0), LoadGeneratorTest::right));
    }

    @Test
    void anotherKeysValueIsWrong() throws IOException {
        LoadCounts counts = run(GETS, key -> right((key + 1) % 100));
        assertThat(counts.wrong()).isPositive();
        assertThat(counts.right()).isZero();
    }

    @Test
    void oneDamagedByteOfAValueIsWrongAndTheNextReplyIsJudgedByItself() throws IOException {
        LoadCounts counts = run(GETS, key -> {
            byte[] reply = right(key);
            int at = reply.length - 10;
            reply[at] = (byte) (reply[at] + key % 2);
            return reply;
        });
        assertThat(counts.wrong()).isPositive();
        assertThat(counts.right()).isPositive();
        assertThat(counts.brokenConnections()).isZero();
    }

    @Test
    void repliesInAnotherOrderAreWrong() throws IOException {
        byte[][] held = new byte[1][];
        LoadCounts counts = run(new Load(1, 16, 0, true, 0), key -> {
            byte[] before = held[0] == null ? right(0) : held[0];
            held[0] = right(key);
            return before;
        });
        assertThat(counts.wrong()).isGreaterThan(counts.right());
    }

    @Test
    void aMissAndAnErrorAreToldApart() throws IOException {
        LoadCounts counts = run(GETS, key -> ascii(key % 2 == 0 ? "END\r\n" : "SERVER_ERROR out of memory\r\n"));
        assertThat(counts.missed()).isPositive();
        assertThat(counts.refused()).isPositive();
        assertThat(counts.right() + counts.wrong()).isZero();
    }

    @Test
    void moreThanWasAskedForBreaksTheConnection() throws IOException {
        LoadCounts counts = run(GETS, key -> {
            byte[] reply = Arrays.copyOf(right(key), KEYSPACE.hitBytes() + 5);
            System.arraycopy(ascii("END\r\n"), 0, reply, KEYSPACE.hitBytes(), 5);
            return reply;
        });
        assertThat(counts.brokenConnections()).isPositive();
    }

    @Test
    void anOpenLoopChargesAStallToAllWhoWait() throws IOException {
        int[] asked = new int[1];
        LoadCounts counts = run(new Load(1, 1, 0, true, 200), key -> {
            if (++asked[0] == 10) {
                stall();
            }
            return right(key);
        });
        // Twenty more came due in the hundred milliseconds; a client that asks one at a time would tell of one.
        assertThat(counts.latencyMicros(70)).isGreaterThan(5_000);
        assertThat(counts.latencyMicros(100)).isGreaterThan(90_000);
    }

    /** What is tested is that time passes. */
    private static void stall() {
        long until = System.nanoTime() + Duration.ofMillis(100).toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
