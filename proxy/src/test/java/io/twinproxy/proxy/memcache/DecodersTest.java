package io.twinproxy.proxy.memcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.protocol.BadReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Leaks.class)
class DecodersTest {
    private static final int VALUE_BYTES_MAX = 10_000;

    @Test
    void sameBytesGiveTheSameRequestsHoweverCut() {
        Random random = new Random(20_261_122);
        for (int round = 0; round < 4; round++) {
            String stream = requests(random);
            List<String> whole = requestsOf(stream, List.of(stream.length()));
            assertThat(requestsOf(stream, cuts(stream.length(), 1, random))).isEqualTo(whole);
            for (int i = 0; i < 4; i++) {
                assertThat(requestsOf(stream, cuts(stream.length(), 1 + random.nextInt(3000), random)))
                        .isEqualTo(whole);
            }
        }
    }

    private static String requests(Random random) {
        String[] lines = {
            "get a\r\n",
            "gets  one two   three \r\n",
            "get " + "k".repeat(251) + "\r\n",
            "delete k 0\r\n",
            "touch k -1 noreply\r\n",
            "incr n 18446744073709551615\r\n",
            "incr n 18446744073709551616\r\n",
            "version\r\n",
            "stats\r\n",
            "nonsense\n",
            "\r\n",
            "set " + "x".repeat(260) + " 0 0 5\r\nhello\r\n",
            "set k 0 0 0\r\n\r\n",
            "ms key 3\r\nabc\r\n",
            "set k 0 0 11000\r\n" + "y".repeat(11_000) + "\r\n",
        };
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            if (random.nextInt(3) == 0) {
                byte[] value = new byte[random.nextInt(1500)];
                random.nextBytes(value);
                stream.append("set key").append(i).append(" 7 0 ").append(value.length);
                stream.append(random.nextBoolean() ? " noreply" : "").append("\r\n");
                stream.append(new String(value, StandardCharsets.ISO_8859_1)).append("\r\n");
            } else {
                stream.append(lines[random.nextInt(lines.length)]);
            }
        }
        return stream.append(random.nextBoolean() ? "quit\r\nget after\r\n" : "set k 0 0 1\r\nab\r\n")
                .toString();
    }

    private static List<Integer> cuts(int length, int longest, Random random) {
        List<Integer> cuts = new ArrayList<>();
        for (int left = length; left > 0; left -= cuts.get(cuts.size() - 1)) {
            cuts.add(Math.min(left, 1 + random.nextInt(longest)));
        }
        return cuts;
    }

    private static List<String> requestsOf(String stream, List<Integer> cuts) {
        RequestDecoder decoder = new RequestDecoder(PooledByteBufAllocator.DEFAULT, 1 << 20, VALUE_BYTES_MAX);
        List<String> requests = new ArrayList<>();
        int at = 0;
        for (int cut : cuts) {
            decoder.feed(buffer(stream.substring(at, at + cut)));
            at += cut;
            Request request;
            while ((request = decoder.next()) != null) {
                requests.add(request + " " + request.wire().toString(StandardCharsets.ISO_8859_1));
                request.release();
            }
        }
        decoder.close();
        return requests;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get|ERROR",
                "GET a|ERROR",
                "set k 0 0|ERROR",
                "incr k|ERROR",
                "incr k -1|CLIENT_ERROR invalid numeric delta argument",
                "incr k 18446744073709551616|CLIENT_ERROR invalid numeric delta argument",
                "touch k 99999999999|CLIENT_ERROR invalid exptime argument",
                "delete k 1|CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]",
                "flush_all|CLIENT_ERROR unsupported command 'flush_all'",
                "gat 0 k|CLIENT_ERROR unsupported command 'gat'",
                "'set k 4294967296 0 1\r\nx'|CLIENT_ERROR bad command line format",
                "'set k 0 2147483648 1\r\nx'|CLIENT_ERROR bad command line format",
                "'set k 0 0 1 bogus\r\nx'|CLIENT_ERROR bad command line format",
                "'cas k 0 0 1 18446744073709551616\r\nx'|CLIENT_ERROR bad command line format",
                "'cas k 0 0 1\r\nx'|CLIENT_ERROR bad command line format",
            })
    void refusesAndGoesOn(String line, String answer) {
        assertThat(answers(line + "\r\nversion\r\n")).containsExactly(answer, "VERSION");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'get a\0b'|CLIENT_ERROR line holds a zero byte or a stray carriage return",
                "'get a\rb'|CLIENT_ERROR line holds a zero byte or a stray carriage return",
                "set k 0 0 -1|CLIENT_ERROR bad data chunk",
                "set k 0 0 99999999999999999999|CLIENT_ERROR bad data chunk",
                "'set k 0 0 1\r\nab'|CLIENT_ERROR bad data chunk",
                "ms k x|CLIENT_ERROR bad data chunk",
            })
    void refusesAndEndsWhenTheStreamCannotBeFollowed(String line, String answer) {
        assertThat(answers(line + "\r\nversion\r\n")).containsExactly(answer + " last");
    }

    @Test
    void lineWithoutEndIsRefused() {
        RequestDecoder decoder = new RequestDecoder(PooledByteBufAllocator.DEFAULT, 4096, VALUE_BYTES_MAX);
        decoder.feed(buffer("get " + "k ".repeat(1000)));
        assertThat(decoder.next()).isNull();
        decoder.feed(buffer("k ".repeat(2000)));
        assertThat(decoder.next().last()).isTrue();
        decoder.close();
        assertThat(answers("incr " + " ".repeat(1100) + "k 1\r\n")).containsExactly("CLIENT_ERROR line too long last");
    }

    @Test
    void cutLineAndWaitingBytesCountAsMidway() {
        RequestDecoder decoder = new RequestDecoder(PooledByteBufAllocator.DEFAULT, 4096, VALUE_BYTES_MAX);
        assertThat(decoder.midway()).isFalse();
        decoder.feed(buffer("get "));
        assertThat(decoder.next()).isNull();
        assertThat(decoder.midway()).isTrue();
        decoder.feed(buffer("a\r\nget b\r\n"));
        decoder.next().release();
        assertThat(decoder.midway()).isTrue();
        decoder.next().release();
        assertThat(decoder.midway()).isFalse();
        decoder.close();
    }

    @Test
    void negativeExptimeIsTakenAndNoreplyBlankedOut() {
        RequestDecoder decoder = new RequestDecoder(PooledByteBufAllocator.DEFAULT, 4096, VALUE_BYTES_MAX);
        decoder.feed(buffer("set k 4294967295 -1 2 noreply\r\nhi\r\n"));
        Request request = decoder.next();
        assertThat(request.quiet()).isTrue();
        assertThat(request.wire().toString(StandardCharsets.US_ASCII))
                .isEqualTo("set k 4294967295 -1 2        \r\nhi\r\n");
        request.release();
        decoder.close();
    }

    private static List<String> answers(String stream) {
        RequestDecoder decoder = new RequestDecoder(PooledByteBufAllocator.DEFAULT, 1 << 20, VALUE_BYTES_MAX);
        decoder.feed(buffer(stream));
        List<String> answers = new ArrayList<>();
        Request request;
        while ((request = decoder.next()) != null) {
            answers.add(
                    (request.refused() ? request.answer() : request.command().name())
                            + (request.last() ? " last" : ""));
            request.release();
        }
        decoder.close();
        return answers;
    }

    @Test
    void sameBytesGiveTheSameRepliesHoweverCut() throws BadReply {
        Random random = new Random(11);
        Request get = request("get a bb ccc bb");
        String big = "v".repeat(5000);
        String stream = "VALUE a 0 5000\r\n" + big + "\r\nVALUE bb 3 0\r\n\r\nVALUE bb 3 2 77\r\n\r\n\r\nEND\r\n"
                + "SERVER_ERROR out of memory\r\nEND\r\nVALUE ccc 0 4\r\nEND\r\r\nEND\r\n";
        List<String> whole = repliesOf(get, stream, List.of(stream.length()));
        assertThat(whole).hasSize(4);
        assertThat(whole.get(0)).startsWith("VALUES 0:0-5018 1:5018-5034 3:5034-5055 VALUE a");
        assertThat(repliesOf(get, stream, cuts(stream.length(), 1, random))).isEqualTo(whole);
        for (int i = 0; i < 200; i++) {
            assertThat(repliesOf(get, stream, cuts(stream.length(), 1 + random.nextInt(2500), random)))
                    .isEqualTo(whole);
        }
        get.release();
    }

    private static List<String> repliesOf(Request request, String stream, List<Integer> cuts) throws BadReply {
        ReplyDecoder decoder = new ReplyDecoder(PooledByteBufAllocator.DEFAULT, 1 << 20);
        List<String> replies = new ArrayList<>();
        int at = 0;
        for (int cut : cuts) {
            decoder.feed(buffer(stream.substring(at, at + cut)));
            at += cut;
            Reply reply;
            while (decoder.unread() && (reply = decoder.next(request, true)) != null) {
                StringBuilder text = new StringBuilder(reply.kind() + " ");
                for (int i = 0; i < reply.valueCount(); i++) {
                    text.append(reply.valueKey(i))
                            .append(':')
                            .append(reply.valueStart(i))
                            .append('-');
                    text.append(reply.valueEnd(i)).append(' ');
                }
                replies.add(text + reply.bytes().toString(StandardCharsets.ISO_8859_1));
                reply.release();
            }
        }
        decoder.close();
        return replies;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get a|STORED",
                "get a|'VALUE b 0 1\r\nx\r\nEND'",
                "get a b|'VALUE b 0 1\r\nx\r\nVALUE a 0 1\r\nx\r\nEND'",
                "get a|'VALUE a 0 1\r\nxx\r\nEND'",
                "get a|'VALUE a 0 x'",
                "get a|'VALUE a 0 99999999999'",
                "get a|OK",
                "get a|'END of it'",
                "delete a|'VALUE a 0 1\r\nx\r\nEND'",
                "delete a|END",
                "delete a|12",
                "incr a 1|STORED",
                "incr a 1|1x",
                "touch a 1|DELETED",
                "get a|HTTP/1.1 400 Bad Request",
            })
    void refusesWhatCannotBeTheAnswer(String line, String answer) {
        Request request = request(line);
        ReplyDecoder decoder = new ReplyDecoder(PooledByteBufAllocator.DEFAULT, 1 << 20);
        decoder.feed(buffer(answer + "\r\n"));
        assertThatThrownBy(() -> decoder.next(request, true)).isInstanceOf(BadReply.class);
        decoder.close();
        request.release();
    }

    @Test
    void replyBeyondTheLimitIsReadPast() throws BadReply {
        Request get = request("get a b");
        ReplyDecoder decoder = new ReplyDecoder(PooledByteBufAllocator.DEFAULT, 3000);
        decoder.feed(buffer("VALUE a 0 2000\r\n" + "x".repeat(2000) + "\r\nVALUE b 0 2000\r\n" + "y".repeat(1500)));
        assertThat(decoder.next(get, true)).isNull();
        decoder.feed(buffer("y".repeat(500) + "\r\nEND\r\nEND\r\n"));
        Reply large = decoder.next(get, true);
        assertThat(large.kind()).isEqualTo(ReplyKind.TOO_LARGE);
        large.release();
        Reply next = decoder.next(get, true);
        assertThat(next.bytes().toString(StandardCharsets.US_ASCII)).isEqualTo("END\r\n");
        next.release();
        decoder.close();
        get.release();
    }

    private static Request request(String line) {
        RequestDecoder decoder = new RequestDecoder(PooledByteBufAllocator.DEFAULT, 4096, VALUE_BYTES_MAX);
        decoder.feed(buffer(line + "\r\n"));
        Request request = decoder.next();
        decoder.close();
        return request;
    }

    private static ByteBuf buffer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return PooledByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
    }
}
