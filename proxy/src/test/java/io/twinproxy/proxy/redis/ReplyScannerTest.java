package io.twinproxy.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.protocol.BadReply;
import io.twinproxy.proxy.protocol.ClientRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Leaks.class)
class ReplyScannerTest {
    private static final List<String> REPLIES = List.of(
            "+OK\r\n",
            "-ERR no\r\n",
            ":-12\r\n",
            "$0\r\n\r\n",
            "$-1\r\n",
            "$5\r\na\r\nb\n\r\n",
            "*0\r\n",
            "*-1\r\n",
            "*3\r\n$1\r\na\r\n*2\r\n:1\r\n*0\r\n$-1\r\n",
            "_\r\n",
            "#t\r\n",
            ",3.14\r\n",
            ",inf\r\n",
            "(3492890328409238509324850943850943825024385\r\n",
            "!21\r\nSYNTAX invalid syntax\r\n",
            "=15\r\ntxt:Some string\r\n",
            "%2\r\n+first\r\n:1\r\n$6\r\nsecond\r\n*1\r\n:2\r\n",
            "%0\r\n",
            "~2\r\n+orange\r\n#f\r\n",
            "|1\r\n+ttl\r\n:3600\r\n*2\r\n:1\r\n|1\r\n+inner\r\n%0\r\n:2\r\n",
            "*1\r\n".repeat(500) + ":1\r\n",
            "$2000\r\n" + "y".repeat(2000) + "\r\n");

    private static ClientRequest get() {
        return RedisRequest.own(RedisCommand.GET, "k");
    }

    /** A part of a request for some keys, whose reply is to be joined. */
    private static ClientRequest part(RedisCommand command, String... keys) {
        RedisReader reader = new RedisReader(UnpooledByteBufAllocator.DEFAULT, 1 << 20, Fronts.OPEN);
        String[] words = new String[keys.length + 1];
        words[0] = command.name();
        System.arraycopy(keys, 0, words, 1, keys.length);
        reader.feed(RespDecoderTest.buffer(io.twinproxy.proxy.RespClient.wire(words)));
        ClientRequest request = reader.next();
        int[] all = java.util.stream.IntStream.range(0, request.keyCount()).toArray();
        ClientRequest part = request.part(UnpooledByteBufAllocator.DEFAULT, all, all.length);
        request.release();
        reader.close();
        return part;
    }

    @Test
    void findsWhereEachReplyEndsCutAtEveryPosition() throws BadReply {
        List<String> few = REPLIES.subList(0, REPLIES.size() - 2);
        String stream = String.join("", few);
        for (int at = 1; at < stream.length(); at++) {
            assertThat(read(get(), stream, List.of(at, stream.length() - at), 1 << 20))
                    .isEqualTo(few);
        }
    }

    @Test
    void findsWhereEachReplyEndsByteByByteAndInRandomCuts() throws BadReply {
        Random random = new Random(3);
        for (int round = 0; round < 60; round++) {
            List<String> some = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                some.add(REPLIES.get(random.nextInt(REPLIES.size())));
            }
            String stream = String.join("", some);
            int longest = round % 20 == 0 ? 1 : 1 + random.nextInt(4000);
            assertThat(read(get(), stream, RespDecoderTest.cuts(stream.length(), longest, random), 1 << 20))
                    .isEqualTo(some);
        }
    }

    @Test
    void readsPastMessagesNobodyAskedFor() throws BadReply {
        String stream = ">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n+OK\r\n>1\r\n+x\r\n:1\r\n";
        assertThat(read(get(), stream, List.of(stream.length()), 1 << 20)).containsExactly("+OK\r\n", ":1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n",
                "\r\n",
                "$x\r\n",
                "$-2\r\n",
                "$03\r\n",
                "*-2\r\n",
                "%-1\r\n",
                "$1\r\nab\r\n",
                "+OK\n",
                "*2147483649\r\n",
                "*2147483648\r\n*2147483648\r\n",
                "$2147483647\r\n",
                "?\r\n",
                "$?\r\n",
                "~-1\r\n"
            })
    void refusesWhatNoServerMaySend(String stream) {
        assertThatThrownBy(() -> read(get(), stream, List.of(stream.length()), 1 << 20))
                .isInstanceOf(BadReply.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MGET|a b|'*3\r\n$-1\r\n$-1\r\n$-1\r\n'",
                "MGET|a b|'*2\r\n*0\r\n*0\r\n'",
                "MGET|a b|'+OK\r\n'",
                "DEL|a b|'+OK\r\n'",
                "EXISTS|a b|'*2\r\n:1\r\n:1\r\n'",
                "MSET|a b|':1\r\n'",
            })
    void refusesWhatCannotBeTheAnswer(RedisCommand command, String keys, String stream) {
        ClientRequest part = part(command, keys.split(" ", -1));
        assertThatThrownBy(() -> read(part, stream, List.of(stream.length()), 1 << 20))
                .isInstanceOf(BadReply.class);
        part.release();
    }

    @Test
    void replyBeyondTheLimitIsReadPast() throws BadReply {
        String stream = "*2\r\n$60\r\n" + "x".repeat(60) + "\r\n$60\r\n" + "x".repeat(60) + "\r\n+OK\r\n";
        for (int at = 1; at < stream.length(); at++) {
            assertThat(read(get(), stream, List.of(at, stream.length() - at), 100))
                    .containsExactly("too large", "+OK\r\n");
        }
    }

    @Test
    void unwantedReplyIsReadPast() throws BadReply {
        ReplyScanner scanner = new ReplyScanner(PooledByteBufAllocator.DEFAULT, 1 << 20);
        ClientRequest request = get();
        scanner.feed(RespDecoderTest.buffer("*2\r\n$3\r\nab"));
        assertThat(scanner.next(request, true)).isNull();
        scanner.feed(RespDecoderTest.buffer("c\r\n:1"));
        assertThat(scanner.next(request, false)).isNull();
        scanner.feed(RespDecoderTest.buffer("\r\n+next\r\n"));
        assertThat(scanner.next(request, false).tooLarge()).isTrue();
        RedisReply next = scanner.next(request, true);
        assertThat(next.bytes().toString(StandardCharsets.US_ASCII)).isEqualTo("+next\r\n");
        next.release();
        scanner.close();
    }

    @Test
    void notesWhereTheElementsOfAPartLie() throws BadReply {
        ClientRequest part = part(RedisCommand.MGET, "a", "b", "c");
        ReplyScanner scanner = new ReplyScanner(PooledByteBufAllocator.DEFAULT, 1 << 20);
        String stream = "*3\r\n$1\r\nx\r\n$-1\r\n$0\r\n\r\n";
        for (byte b : stream.getBytes(StandardCharsets.US_ASCII)) {
            assertThat(scanner.unread()).isFalse();
            scanner.feed(PooledByteBufAllocator.DEFAULT.buffer(1).writeByte(b));
            RedisReply reply = scanner.next(part, true);
            if (reply != null) {
                assertThat(reply.elementCount()).isEqualTo(3);
                assertThat(reply.elements()).startsWith(4, 11, 11, 16, 16, 22);
                reply.release();
            }
        }
        scanner.close();
        part.release();
    }

    private static List<String> read(ClientRequest request, String stream, List<Integer> cuts, int limit)
            throws BadReply {
        ReplyScanner scanner = new ReplyScanner(PooledByteBufAllocator.DEFAULT, limit);
        List<String> replies = new ArrayList<>();
        int at = 0;
        try {
            for (int cut : cuts) {
                scanner.feed(RespDecoderTest.buffer(stream.substring(at, at + cut)));
                at += cut;
                RedisReply reply;
                while (scanner.unread() && (reply = scanner.next(request, true)) != null) {
                    replies.add(reply.tooLarge() ? "too large" : reply.bytes().toString(StandardCharsets.ISO_8859_1));
                    reply.release();
                }
            }
        } finally {
            scanner.close();
        }
        return replies;
    }
}
