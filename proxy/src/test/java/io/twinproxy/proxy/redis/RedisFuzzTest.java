package io.twinproxy.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.twinproxy.proxy.protocol.BadReply;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.protocol.ServerReply;
import io.twinproxy.proxy.protocol.Spread;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes at all: what comes of them is the same whether they come at once or cut up, what is passed on is a request a
 * server reads as we did, no buffer is left over, and nothing is thrown but what the decoders say they throw. The kept
 * inputs are walked in every build; {@code JAZZER_FUZZ=1} with a single test searches for new ones.
 */
@Tag("once")
class RedisFuzzTest {
    private static final int REQUEST_BYTES_MAX = 600;
    private static final int REPLY_BYTES_MAX = 900;
    /** The requests that a server's bytes are held against; the input's second byte chooses. Those in capitals are parts. */
    private static final List<String> REQUESTS = List.of(
            "get a",
            "MGET a b c",
            "DEL a b",
            "MSET a 1 b 2",
            "EXISTS a",
            "script exists a b",
            "lrange a 0 1",
            "eval s 1 a");

    @FuzzTest(maxDuration = "10m")
    void requestsAreTheSameHoweverCut(byte[] input) {
        if (input.length > 0) {
            Front front = input[0] % 2 == 0 ? Fronts.OPEN : new Fronts(Optional.of("secret"));
            byte[] stream = Arrays.copyOfRange(input, 1, input.length);
            List<String> whole = watched(allocator -> requests(allocator, front, stream, List.of(stream.length)));
            for (int longest : new int[] {1, 7, 300}) {
                List<Integer> cuts = cuts(stream.length, longest, new Random(input[0]));
                assertThat(watched(allocator -> requests(allocator, front, stream, cuts)))
                        .isEqualTo(whole);
            }
        }
    }

    @FuzzTest(maxDuration = "10m")
    void repliesAreTheSameHoweverCut(byte[] input) {
        if (input.length > 1) {
            byte[] stream = Arrays.copyOfRange(input, 2, input.length);
            String request = REQUESTS.get(Byte.toUnsignedInt(input[1]) % REQUESTS.size());
            List<String> whole = watched(a -> replies(a, request, stream, List.of(stream.length), true));
            for (int longest : new int[] {1, 7, 300}) {
                List<Integer> cuts = cuts(stream.length, longest, new Random(input[0]));
                assertThat(watched(a -> replies(a, request, stream, cuts, true)))
                        .isEqualTo(whole);
                // Whoever does not wait any more must not change where one reply ends and the next begins.
                assertThat(watched(a -> replies(a, request, stream, cuts, false)))
                        .hasSameSizeAs(whole);
            }
        }
    }

    /** Runs with an allocator of its own, to which everything must have come back. */
    private static List<String> watched(Function<UnpooledByteBufAllocator, List<String>> run) {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
        List<String> result = run.apply(allocator);
        assertThat(allocator.metric().usedHeapMemory()).as("bytes left over").isZero();
        assertThat(allocator.metric().usedDirectMemory()).as("bytes left over").isZero();
        return result;
    }

    private static List<Integer> cuts(int length, int longest, Random random) {
        List<Integer> cuts = new ArrayList<>();
        for (int left = length; left > 0; left -= cuts.get(cuts.size() - 1)) {
            cuts.add(Math.min(left, 1 + random.nextInt(longest)));
        }
        return cuts;
    }

    private static List<String> requests(
            UnpooledByteBufAllocator allocator, Front front, byte[] stream, List<Integer> cuts) {
        RedisReader reader = new RedisReader(allocator, REQUEST_BYTES_MAX, front);
        List<String> requests = new ArrayList<>();
        int at = 0;
        for (int cut : cuts) {
            reader.feed(allocator.buffer(cut).writeBytes(stream, at, cut));
            at += cut;
            ClientRequest request;
            while ((request = reader.next()) != null) {
                requests.add(request.local() ? answer(request, front) : passedOn(allocator, request));
            }
        }
        requests.add(reader.midway() ? "midway" : "done");
        reader.close();
        return requests;
    }

    private static String answer(ClientRequest request, Front front) {
        ByteBuf reply = request.localReply(front);
        String text = text(reply);
        reply.release();
        assertThat(text).endsWith("\r\n");
        return text + (request.last() ? " the end" : "");
    }

    private static String passedOn(UnpooledByteBufAllocator allocator, ClientRequest request) {
        StringBuilder shown = new StringBuilder(reread(allocator, request)).append(keys(request));
        if (request.spread() == Spread.BY_KEY) {
            int[] some = IntStream.range(0, request.keyCount())
                    .filter(key -> key % 2 == 0)
                    .toArray();
            ClientRequest part = request.part(allocator, some, some.length);
            shown.append(" part ").append(reread(allocator, part)).append(keys(part));
            part.release();
        }
        request.release();
        return shown.toString();
    }

    /** A request as its server reads it: the same number of words, and nothing behind it. */
    private static String reread(UnpooledByteBufAllocator allocator, ClientRequest request) {
        RespDecoder decoder = new RespDecoder(allocator, Integer.MAX_VALUE);
        decoder.feed(request.wire().retainedDuplicate());
        StringBuilder words = new StringBuilder();
        try {
            Words read = decoder.next();
            assertThat(read).as(text(request.wire())).isNotNull();
            for (int i = 0; i < read.count(); i++) {
                words.append(text(read.wire().slice(read.start(i), read.length(i))))
                        .append(' ');
            }
            read.wire().release();
            assertThat(decoder.next()).isNull();
        } catch (BrokenStream e) {
            throw new AssertionError("passed on, and not to be read: " + text(request.wire()), e);
        }
        assertThat(decoder.midway()).isFalse();
        decoder.close();
        return words.toString();
    }

    private static String keys(ClientRequest request) {
        StringBuilder keys =
                new StringBuilder().append(request.spread()).append(' ').append(request.refusal());
        for (int i = 0; i < request.keyCount(); i++) {
            keys.append(text(request.wire().slice(request.keyStart(i), request.keyLength(i))))
                    .append(',');
        }
        return keys.toString();
    }

    private static List<String> replies(
            UnpooledByteBufAllocator allocator, String line, byte[] stream, List<Integer> cuts, boolean wanted) {
        ClientRequest request = request(allocator, line);
        ReplyScanner scanner = new ReplyScanner(allocator, REPLY_BYTES_MAX);
        List<String> replies = new ArrayList<>();
        int at = 0;
        try {
            for (int cut : cuts) {
                scanner.feed(allocator.buffer(cut).writeBytes(stream, at, cut));
                at += cut;
                ServerReply reply;
                while (scanner.unread() && (reply = scanner.next(request, wanted)) != null) {
                    replies.add(shown((RedisReply) reply));
                    reply.release();
                }
            }
        } catch (BadReply e) {
            replies.add(String.valueOf(e.getMessage()));
        }
        scanner.close();
        request.release();
        return replies;
    }

    private static ClientRequest request(UnpooledByteBufAllocator allocator, String line) {
        RedisReader reader = new RedisReader(allocator, REQUEST_BYTES_MAX, Fronts.OPEN);
        reader.feed(allocator.buffer().writeBytes((line + "\r\n").getBytes(StandardCharsets.US_ASCII)));
        ClientRequest request = reader.next();
        reader.close();
        if (line.equals(line.toLowerCase(java.util.Locale.ROOT))) {
            return request;
        }
        int[] all = IntStream.range(0, request.keyCount()).toArray();
        ClientRequest part = request.part(allocator, all, all.length);
        request.release();
        return part;
    }

    private static String shown(RedisReply reply) {
        StringBuilder shown = new StringBuilder().append((char) reply.type());
        shown.append(reply.bytes().isReadable() ? reply.errorLine() : "");
        for (int i = 0; i < reply.elementCount(); i++) {
            shown.append(reply.elementStart(i))
                    .append('-')
                    .append(reply.elementEnd(i))
                    .append(' ');
        }
        return shown.append(reply.tooLarge()).append(text(reply.bytes())).toString();
    }

    private static String text(ByteBuf bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
