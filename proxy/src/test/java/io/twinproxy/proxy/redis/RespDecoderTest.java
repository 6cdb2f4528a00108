package io.twinproxy.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.RespClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Leaks.class)
class RespDecoderTest {
    private static final int REQUEST_BYTES_MAX = 300;

    @Test
    void sameBytesGiveTheSameRequestsCutAtEveryPosition() {
        String stream = RespClient.wire("SET", "k\r\n", "v\0v") + "*0\r\n*-1\r\n\r\nset a \"b\\x41\\n\" 'c d'\r\n"
                + RespClient.wire("get", "") + RespClient.wire("mget", "a", "b", "c")
                + RespClient.wire("set", "k", "x".repeat(400)) + "PING\n*1\r\n$-1\r\nPING\r\n";
        List<String> whole = read(stream, List.of(stream.length()));
        assertThat(whole)
                .containsExactly(
                        "[SET][k\r\n][v\0v]",
                        "[set][a][bA\n][c d]",
                        "[get][]",
                        "[mget][a][b][c]",
                        "too large",
                        "[PING]",
                        "Protocol error: invalid bulk length");
        for (int at = 1; at < stream.length(); at++) {
            assertThat(read(stream, List.of(at, stream.length() - at))).isEqualTo(whole);
        }
    }

    @Test
    void sameBytesGiveTheSameRequestsByteByByteAndInRandomCuts() {
        Random random = new Random(20_261_123);
        for (int round = 0; round < 10; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                String[] words = new String[1 + random.nextInt(3)];
                for (int word = 0; word < words.length; word++) {
                    byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(250) : random.nextInt(20)];
                    random.nextBytes(bytes);
                    words[word] = new String(bytes, StandardCharsets.ISO_8859_1);
                }
                text.append(random.nextInt(5) == 0 ? "PING hello\r\n" : RespClient.wire(words));
            }
            String stream = text.toString();
            List<String> whole = read(stream, List.of(stream.length()));
            assertThat(whole).hasSize(20);
            assertThat(read(stream, cuts(stream.length(), 1, random))).isEqualTo(whole);
            for (int i = 0; i < 5; i++) {
                assertThat(read(stream, cuts(stream.length(), 1 + random.nextInt(200), random)))
                        .isEqualTo(whole);
            }
        }
    }

    static List<Integer> cuts(int length, int longest, Random random) {
        List<Integer> cuts = new ArrayList<>();
        for (int left = length; left > 0; left -= cuts.get(cuts.size() - 1)) {
            cuts.add(Math.min(left, 1 + random.nextInt(longest)));
        }
        return cuts;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'*01\r\n$4\r\nPING\r\n'|Protocol error: invalid multibulk length",
                "'*x\r\n'|Protocol error: invalid multibulk length",
                "'*1048577\r\n'|Protocol error: invalid multibulk length",
                "'*1\n$4\r\nPING\r\n'|Protocol error: invalid multibulk length",
                "'*99999999999999999999\r\n'|Protocol error: invalid multibulk length",
                "'*1\r\n$04\r\nPING\r\n'|Protocol error: invalid bulk length",
                "'*1\r\n$536870913\r\n'|Protocol error: invalid bulk length",
                "'*1\r\n$4\r\nPINGx\r\n'|Protocol error: a bulk string does not end where it says",
                "'*1\r\n:4\r\n'|Protocol error: expected '$', got ':'",
                "'set k \"v\r\n'|Protocol error: unbalanced quotes in request",
                "'set k \"v\"w\r\n'|Protocol error: unbalanced quotes in request",
                "'POST / HTTP/1.1\r\n'|Protocol error: this port speaks Redis, not HTTP",
                "'Host: localhost\r\n'|Protocol error: this port speaks Redis, not HTTP",
            })
    void saysWhatIsWrongWithAStreamThatCannotBeFollowed(String stream, String problem) {
        assertThat(read(stream, List.of(stream.length()))).containsExactly(problem.replace("\\\"", "\""));
    }

    @Test
    void endlessLinesAreRefused() {
        assertThat(read("x".repeat(70_000), List.of(70_000))).containsExactly("Protocol error: too big inline request");
        assertThat(read("*1\r\n$" + "1".repeat(100), List.of(105)))
                .containsExactly("Protocol error: too big bulk count string");
    }

    @Test
    void strangersMaySendLittle() {
        RespDecoder decoder = new RespDecoder(PooledByteBufAllocator.DEFAULT, REQUEST_BYTES_MAX);
        decoder.treatAsStranger(true);
        assertThat(read(decoder, RespClient.wire("AUTH", "x"), List.of(21))).containsExactly("[AUTH][x]");
        decoder = new RespDecoder(PooledByteBufAllocator.DEFAULT, REQUEST_BYTES_MAX);
        decoder.treatAsStranger(true);
        assertThat(read(decoder, "*11\r\n", List.of(5)))
                .containsExactly("Protocol error: unauthenticated multibulk length");
        decoder = new RespDecoder(PooledByteBufAllocator.DEFAULT, REQUEST_BYTES_MAX);
        decoder.treatAsStranger(true);
        assertThat(read(decoder, "*1\r\n$16385\r\n", List.of(12)))
                .containsExactly("Protocol error: unauthenticated bulk length");
    }

    @Test
    void knowsWhetherARequestHasBegun() throws BrokenStream {
        RespDecoder decoder = new RespDecoder(PooledByteBufAllocator.DEFAULT, REQUEST_BYTES_MAX);
        assertThat(decoder.midway()).isFalse();
        decoder.feed(buffer("*1\r\n$4\r\nPI"));
        assertThat(decoder.next()).isNull();
        assertThat(decoder.midway()).isTrue();
        decoder.feed(buffer("NG\r\n"));
        decoder.next().wire().release();
        assertThat(decoder.midway()).isFalse();
        decoder.close();
    }

    static List<String> read(String stream, List<Integer> cuts) {
        return read(new RespDecoder(PooledByteBufAllocator.DEFAULT, REQUEST_BYTES_MAX), stream, cuts);
    }

    private static List<String> read(RespDecoder decoder, String stream, List<Integer> cuts) {
        List<String> requests = new ArrayList<>();
        int at = 0;
        try {
            for (int cut : cuts) {
                decoder.feed(buffer(stream.substring(at, at + cut)));
                at += cut;
                Words words;
                while ((words = decoder.next()) != null) {
                    requests.add(text(words));
                }
            }
        } catch (BrokenStream e) {
            requests.add(e.getMessage());
        } finally {
            decoder.close();
        }
        return requests;
    }

    private static String text(Words words) {
        if (words.tooLarge()) {
            return "too large";
        }
        StringBuilder text = new StringBuilder();
        String[] again = new String[words.count()];
        for (int i = 0; i < words.count(); i++) {
            again[i] = new String(words.bytes(i), StandardCharsets.ISO_8859_1);
            text.append('[').append(again[i]).append(']');
        }
        assertThat(words.wire().toString(StandardCharsets.ISO_8859_1)).isEqualTo(RespClient.wire(again));
        words.wire().release();
        return text.toString();
    }

    static ByteBuf buffer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return PooledByteBufAllocator.DEFAULT.buffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }
}
