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
            "ms a2V5 3 q b\r\nabc\r\n",
            "mg key v q\r\n",
            "mn\r\n",
            "gat  10  a  bb\r\n",
            "flush_all noreply\r\n",
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
                "gat|ERROR",
                "gat x k|CLIENT_ERROR invalid exptime argument",
                "mg|ERROR",
                "me|CLIENT_ERROR bad command line format",
                "me k x|CLIENT_ERROR bad command line format",
                "ms k|CLIENT_ERROR bad command line format",
                "mg Zm9 b|CLIENT_ERROR error decoding key",
                "mg Z*9v v b|CLIENT_ERROR error decoding key",
                "mg k 1 2 3 4 5 6 7 8 9 a c d e f g h i|CLIENT_ERROR options flags are too long",
                "'ms k 2 1 2 3 4 5 6 7 8 9 a c d e f g h i\r\nhi'|CLIENT_ERROR options flags are too long",
                "stats items|CLIENT_ERROR the proxy has no stats with arguments; those of a server only the server can give",
                "'set k 4294967296 0 1\r\nx'|CLIENT_ERROR bad command line format",
                "'set k 0 2147483648 1\r\nx'|CLIENT_ERROR bad command line format",
                "'set k 0 0 1 bogus\r\nx'|ERROR",
                "'cas k 0 0 1 18446744073709551616\r\nx'|CLIENT_ERROR bad command line format",
                "'cas k 0 0 1\r\nx'|ERROR",
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
                "set k 0 0 -1|CLIENT_ERROR bad command line format",
                "set k 0 0 99999999999999999999|CLIENT_ERROR bad command line format",
                "'set k 0 0 1\r\nab'|CLIENT_ERROR bad data chunk",
                "ms k x|CLIENT_ERROR bad command line format",
            })
    void refusesAndEndsWhenTheStreamCannotBeFollowed(String line, String answer) {
        assertThat(answers(line + "\r\nversion\r\n")).containsExactly(answer + " last");
    }

    @Test
    void refusesWithAReasonWhatIsForOneServerOrForAll() {
        assertThat(answers("flush_all\r\nslabs automove 1\r\nshutdown\r\nversion\r\n"))
                .satisfiesExactly(
                        all -> assertThat(all)
                                .startsWith(
                                        "CLIENT_ERROR unsupported command 'flush_all': it would have to empty every"),
                        slabs -> assertThat(slabs)
                                .isEqualTo("CLIENT_ERROR unsupported command 'slabs': it is for one server; give it to"
                                        + " that server directly"),
                        shutdown -> assertThat(shutdown).contains("'shutdown': it is for one server"),
                        version -> assertThat(version).isEqualTo("VERSION"));
    }

    @Test
    void quietMetaCommandsAndEveryMsHaveABarrierBehindThem() {
        assertThat(wire("mg k v\r\n")).isEqualTo("mg k v\r\n");
        assertThat(wire("mg k v q\r\n")).isEqualTo("mg k v q\r\nmn\r\n");
        assertThat(wire("md k qx\n")).isEqualTo("md k qx\nmn\r\n");
        assertThat(wire("ms k 2\r\nhi\r\n")).isEqualTo("ms k 2\r\nhi\r\nmn\r\n");
        assertThat(wire("me k\r\n")).isEqualTo("me k\r\n");
    }

    private static String wire(String text) {
        RequestDecoder decoder = new RequestDecoder(PooledByteBufAllocator.DEFAULT, 4096, VALUE_BYTES_MAX);
        decoder.feed(buffer(text));
        Request request = decoder.next();
        String wire = request.wire().toString(StandardCharsets.US_ASCII);
        request.release();
        decoder.close();
        return wire;
    }

    @ParameterizedTest
    @CsvSource({"mg Zm9v b, foo", "mg Zm9v v b q, foo", "me Zm9v b, foo", "mg Zm9v, Zm9v", "md Zm8gbw== b, fo o"})
    void keyIsPlacedByWhatItStandsFor(String line, String key) {
        Request request = request(line);
        assertThat(request.keyBytes().toString(request.keyStart(0), request.keyLength(0), StandardCharsets.ISO_8859_1))
                .isEqualTo(key);
        request.release();
    }

    @Test
    void partOfAGatKeepsItsTime() {
        Request gat = request("gats   -1   a  bb c");
        Request part = gat.part(PooledByteBufAllocator.DEFAULT, new int[] {1, 2}, 2);
        assertThat(part.wire().toString(StandardCharsets.US_ASCII)).isEqualTo("gats -1 bb c\r\n");
        assertThat(part.keyLength(0)).isEqualTo(2);
        part.release();
        gat.release();
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
                "get a|MN",
                "get a|HD",
                "mg a v|'VALUE a 0 1\r\nx\r\nEND'",
                "mg a v|MN",
                "mg a v|VA",
                "mg a v|VA x s1",
                "mg a v|'VA 1 s1\r\nxx\r\n'",
                "md a|EN",
                "me a|HD",
                "mg a q|'EN\r\nEN'",
                "mg a q|'EN\r\nERROR'",
                "'ms a 0\r\n'|'ERROR\r\nERROR\r\nERROR'",
            })
    void refusesWhatCannotBeTheAnswer(String line, String answer) {
        Request request = request(line);
        ReplyDecoder decoder = new ReplyDecoder(PooledByteBufAllocator.DEFAULT, 1 << 20);
        decoder.feed(buffer(answer + "\r\n"));
        assertThatThrownBy(() -> decoder.next(request, true)).isInstanceOf(BadReply.class);
        decoder.close();
        request.release();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mg a v|'VA 3 s3 t-1\r\nb\r\n\r\n'|VALUE_META|'VA 3 s3 t-1\r\nb\r\n\r\n'",
                "mg a v|'EN ka Ox\r\n'|EN|'EN ka Ox\r\n'",
                "mg a v q|'VA 0\r\n\r\nMN\r\n'|VALUE_META|'VA 0\r\n\r\n'",
                "mg a v q|'MN\r\n'|SILENCE|''",
                "mg a v q|'CLIENT_ERROR bad\r\nMN\r\n'|ERROR|'CLIENT_ERROR bad\r\n'",
                "mg a v q|'ERROR\r\nERROR\r\n'|ERROR|'ERROR\r\n'",
                "'ms a 1\r\nx'|'HD\r\nMN\r\n'|HD|'HD\r\n'",
                "'ms a 1 q\r\nx'|'NS\r\nMN\r\n'|NS|'NS\r\n'",
                "me a|'ME a exp=-1 la=3\r\n'|ME|'ME a exp=-1 la=3\r\n'",
            })
    void metaRepliesAreReadHoweverCut(String line, String stream, String kind, String bytes) throws BadReply {
        Request request = request(line);
        for (int longest : new int[] {1, 3, 100}) {
            assertThat(repliesOf(request, stream + stream, cuts(2 * stream.length(), longest, new Random(3))))
                    .containsExactly(kind + " " + bytes, kind + " " + bytes);
        }
        request.release();
    }

    @Test
    void serverWithoutMetaCommandsIsUnderstoodAlsoWhenNobodyWaits() throws BadReply {
        Request request = request("mg a v q");
        ReplyDecoder decoder = new ReplyDecoder(PooledByteBufAllocator.DEFAULT, 1 << 20);
        decoder.feed(buffer("ERROR\r\nERROR\r\n"));
        Reply reply = decoder.next(request, false);
        assertThat(reply.kind()).isEqualTo(ReplyKind.TOO_LARGE);
        reply.release();
        assertThat(decoder.unread()).isFalse();
        decoder.close();
        request.release();
    }

    @Test
    void replyBeforeABarrierThatNeverComesIsLetGo() throws BadReply {
        Request request = request("mg a v q");
        ReplyDecoder decoder = new ReplyDecoder(PooledByteBufAllocator.DEFAULT, 1 << 20);
        decoder.feed(buffer("VA 2000\r\n" + "x".repeat(2000) + "\r\nM"));
        assertThat(decoder.next(request, true)).isNull();
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
