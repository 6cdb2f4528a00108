package io.twinproxy.proxy.memcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.twinproxy.proxy.protocol.BadReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes at all: what comes of them is the same whether they come at once or cut up, no buffer is left over, and nothing
 * is thrown but what the decoders say they throw. The kept inputs are walked in every build; {@code JAZZER_FUZZ=1} with a
 * single test searches for new ones.
 */
@Tag("once")
class DecodersFuzzTest {
    private static final int LINE_BYTES_MAX = 2100;
    private static final int VALUE_BYTES_MAX = 600;
    private static final int REPLY_BYTES_MAX = 900;
    /** The requests that a server's bytes are held against; the input's second byte chooses. */
    private static final List<String> REQUESTS = List.of(
            "get a\r\n",
            "get a bb a ccc\r\n",
            "gets a bb\r\n",
            "gat 0 bb a\r\n",
            "set a 0 0 1\r\nx\r\n",
            "cas a 0 0 1 7\r\nx\r\n",
            "incr a 1\r\n",
            "delete a\r\n",
            "touch a 0\r\n",
            "mg a v k\r\n",
            "mg a v q\r\n",
            "ms a 1\r\nx\r\n",
            "ms a 1 q\r\nx\r\n",
            "md a q\r\n",
            "ma a v\r\n",
            "me a\r\n");

    @FuzzTest(maxDuration = "10m")
    void requestsAreTheSameHoweverCut(byte[] input) {
        if (input.length > 0) {
            byte[] stream = Arrays.copyOfRange(input, 1, input.length);
            List<String> whole = watched(allocator -> requests(allocator, stream, List.of(stream.length)));
            for (int longest : new int[] {1, 7, 300}) {
                List<Integer> cuts = cuts(stream.length, longest, new Random(input[0]));
                assertThat(watched(allocator -> requests(allocator, stream, cuts)))
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

    private static List<String> requests(UnpooledByteBufAllocator allocator, byte[] stream, List<Integer> cuts) {
        RequestDecoder decoder = new RequestDecoder(allocator, LINE_BYTES_MAX, VALUE_BYTES_MAX);
        List<String> requests = new ArrayList<>();
        int at = 0;
        for (int cut : cuts) {
            decoder.feed(allocator.buffer(cut).writeBytes(stream, at, cut));
            at += cut;
            Request request;
            while ((request = decoder.next()) != null) {
                requests.add(request + " " + text(request.wire()) + " " + keys(request));
                request.release();
            }
        }
        requests.add(decoder.midway() ? "midway" : "done");
        decoder.close();
        return requests;
    }

    private static String keys(Request request) {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < request.keyCount(); i++) {
            byte[] key = new byte[request.keyLength(i)];
            request.keyBytes().getBytes(request.keyStart(i), key);
            assertThat(key).hasSizeBetween(1, RequestLine.KEY_BYTES_MAX);
            keys.append(new String(key, StandardCharsets.ISO_8859_1)).append(',');
        }
        return keys.toString();
    }

    private static List<String> replies(
            UnpooledByteBufAllocator allocator, String line, byte[] stream, List<Integer> cuts, boolean wanted) {
        Request request = request(allocator, line);
        ReplyDecoder decoder = new ReplyDecoder(allocator, REPLY_BYTES_MAX);
        List<String> replies = new ArrayList<>();
        int at = 0;
        try {
            for (int cut : cuts) {
                decoder.feed(allocator.buffer(cut).writeBytes(stream, at, cut));
                at += cut;
                Reply reply;
                while (decoder.unread() && (reply = decoder.next(request, wanted)) != null) {
                    replies.add(shown(reply));
                    reply.release();
                }
            }
        } catch (BadReply e) {
            replies.add(String.valueOf(e.getMessage()));
        }
        decoder.close();
        request.release();
        return replies;
    }

    private static Request request(UnpooledByteBufAllocator allocator, String line) {
        RequestDecoder decoder = new RequestDecoder(allocator, LINE_BYTES_MAX, VALUE_BYTES_MAX);
        decoder.feed(allocator.buffer().writeBytes(line.getBytes(StandardCharsets.US_ASCII)));
        Request request = decoder.next();
        decoder.close();
        return request;
    }

    private static String shown(Reply reply) {
        StringBuilder shown = new StringBuilder(reply.kind() + " ");
        for (int i = 0; i < reply.valueCount(); i++) {
            shown.append(reply.valueKey(i)).append(':').append(reply.valueStart(i));
            shown.append('-').append(reply.valueEnd(i)).append(' ');
        }
        return shown + text(reply.bytes());
    }

    private static String text(ByteBuf bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
