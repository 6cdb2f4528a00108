package io.twinproxy.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.twinproxy.proxy.backend.Call;
import io.twinproxy.proxy.memcache.Reply;
import io.twinproxy.proxy.memcache.ReplyKind;
import io.twinproxy.proxy.memcache.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A retrieval whose keys lie on several backends: one fragment for each, and one reply joined from theirs, values in the
 * order of the request's keys, duplicates as asked for, misses left out. If a fragment fails the whole reply is the error
 * of the first that did, in backend order: half an answer would look like misses.
 */
final class SplitExchange extends Exchange {
    private static final byte[] END = "END\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int[] fragmentOfKey;
    private final int[] keysOf;
    private final Call[] calls;
    private final @Nullable Reply[] replies;
    private final String[] errors;
    private int missing;

    /** @param fragmentOfKey which fragment each key of the request went to, in the request's order */
    SplitExchange(ClientSession client, int[] fragmentOfKey, int fragments) {
        super(client, false, false);
        this.fragmentOfKey = fragmentOfKey;
        this.keysOf = new int[fragments];
        for (int fragment : fragmentOfKey) {
            keysOf[fragment]++;
        }
        this.calls = new Call[fragments];
        this.replies = new Reply[fragments];
        this.errors = new String[fragments];
        this.missing = fragments;
        Arrays.fill(errors, "");
    }

    /** The call for a fragment; all must be made before the first is sent. */
    Call call(int fragment, Request request, long now, long timeoutNanos) {
        Call call = new Call(request, now, timeoutNanos, this);
        calls[fragment] = call;
        return call;
    }

    @Override
    public void answered(Call call, Reply answer) {
        int fragment = fragmentOf(call);
        if (answer.kind() == ReplyKind.VALUES && admit(answer, keysOf[fragment])) {
            replies[fragment] = answer;
        } else if (answer.kind() == ReplyKind.VALUES) {
            errors[fragment] = "SERVER_ERROR " + ErrorReply.UNREAD;
            answer.release();
        } else {
            errors[fragment] =
                    answer.kind() == ReplyKind.ERROR ? errorLine(answer) : "SERVER_ERROR " + ErrorReply.TOO_LARGE;
            answer.release();
        }
        fragmentDone();
    }

    @Override
    public void failed(Call call, String text) {
        errors[fragmentOf(call)] = "SERVER_ERROR " + text;
        fragmentDone();
    }

    /** The error at the end of a reply, without the values a server may have sent before it. */
    private static String errorLine(Reply answer) {
        int start = answer.valueCount() == 0 ? 0 : answer.valueEnd(answer.valueCount() - 1);
        ByteBuf bytes = answer.bytes();
        return bytes.toString(bytes.readerIndex() + start, bytes.readableBytes() - start, StandardCharsets.UTF_8)
                .strip();
    }

    private int fragmentOf(Call call) {
        int fragment = 0;
        while (calls[fragment] != call) {
            fragment++;
        }
        return fragment;
    }

    private void fragmentDone() {
        if (--missing > 0) {
            return;
        }
        for (String error : errors) {
            if (!error.isEmpty()) {
                client().countForwardError();
                releaseReplies();
                forgo();
                finish(ErrorReply.line(error));
                return;
            }
        }
        ByteBuf joined = client().gone() ? Unpooled.EMPTY_BUFFER : join();
        releaseReplies();
        finish(joined);
    }

    private ByteBuf join() {
        CompositeByteBuf joined = client().allocator().compositeBuffer(Math.max(16, fragmentOfKey.length + 1));
        int[] keyIn = new int[replies.length];
        int[] valueIn = new int[replies.length];
        for (int fragment : fragmentOfKey) {
            Reply reply = replies[fragment];
            int value = valueIn[fragment];
            if (reply != null && value < reply.valueCount() && reply.valueKey(value) == keyIn[fragment]) {
                int start = reply.valueStart(value);
                joined.addComponent(true, reply.bytes().retainedSlice(start, reply.valueEnd(value) - start));
                valueIn[fragment]++;
            }
            keyIn[fragment]++;
        }
        return joined.addComponent(true, Unpooled.wrappedBuffer(END));
    }

    private void releaseReplies() {
        for (int i = 0; i < replies.length; i++) {
            Reply reply = replies[i];
            if (reply != null) {
                reply.release();
                replies[i] = null;
            }
        }
    }
}
