package io.twinproxy.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.twinproxy.proxy.backend.Call;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Joint;
import io.twinproxy.proxy.protocol.ServerReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that several backends must answer: one fragment for each, and one reply joined from theirs. If a fragment fails
 * the whole reply is the error of the first that did, in backend order: half an answer would look like misses.
 */
final class SplitExchange extends Exchange {
    private final Joint joint;
    private final int[] fragmentOfKey;
    private final int[] keysOf;
    private final Call[] calls;
    private final @Nullable ServerReply[] replies;
    private final String[] errors;
    private int missing;

    /** @param fragmentOfKey which fragment each key of the request went to, in the request's order */
    SplitExchange(ClientSession client, Joint joint, int[] fragmentOfKey, int fragments) {
        super(client, false, false);
        this.joint = joint;
        this.fragmentOfKey = fragmentOfKey;
        this.keysOf = new int[fragments];
        for (int fragment : fragmentOfKey) {
            keysOf[fragment]++;
        }
        this.calls = new Call[fragments];
        this.replies = new ServerReply[fragments];
        this.errors = new String[fragments];
        this.missing = fragments;
        Arrays.fill(errors, "");
    }

    /** The call for a fragment; all must be made before the first is sent. */
    Call call(int fragment, ClientRequest request, long now, long timeoutNanos) {
        Call call = new Call(request, now, timeoutNanos, this);
        calls[fragment] = call;
        return call;
    }

    @Override
    public void answered(Call call, ServerReply answer) {
        int fragment = fragmentOf(call);
        String error = answer.tooLarge() ? errorLine(ErrorReply.TOO_LARGE) : answer.errorLine();
        if (error.isEmpty() && !admit(answer, keys() == 0 ? 0 : keysOf[fragment])) {
            error = errorLine(ErrorReply.UNREAD);
        }
        if (error.isEmpty()) {
            replies[fragment] = answer;
        } else {
            errors[fragment] = error;
            answer.release();
        }
        fragmentDone();
    }

    @Override
    public void failed(Call call, String text) {
        errors[fragmentOf(call)] = errorLine(text);
        fragmentDone();
    }

    private String errorLine(String text) {
        return client().protocol().errorLine(text);
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
        List<ServerReply> whole = new ArrayList<>(replies.length);
        for (ServerReply reply : replies) {
            if (reply != null) {
                whole.add(reply);
            }
        }
        return joint.join(client().allocator(), fragmentOfKey, whole);
    }

    private void releaseReplies() {
        for (int i = 0; i < replies.length; i++) {
            ServerReply reply = replies[i];
            if (reply != null) {
                reply.release();
                replies[i] = null;
            }
        }
    }
}
