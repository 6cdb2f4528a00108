package io.twinproxy.proxy.client;

import io.netty.buffer.ByteBuf;
import io.twinproxy.proxy.backend.Call;
import io.twinproxy.proxy.memcache.Reply;
import io.twinproxy.proxy.memcache.ReplyKind;
import org.jspecify.annotations.Nullable;

/** One request's place in its client's queue, until its reply is there and those before it have been written. */
class Exchange implements Call.Owner {
    private final ClientSession client;
    private final boolean quiet;
    private final boolean last;
    private @Nullable ByteBuf reply;
    private boolean done;

    /**
     * @param quiet whether the client is told nothing
     * @param last whether the connection ends with this reply
     */
    Exchange(ClientSession client, boolean quiet, boolean last) {
        this.client = client;
        this.quiet = quiet;
        this.last = last;
    }

    ClientSession client() {
        return client;
    }

    boolean done() {
        return done;
    }

    boolean last() {
        return last;
    }

    /** The reply, for the caller to write or release; empty when the client is told nothing. */
    @Nullable
    ByteBuf take() {
        ByteBuf taken = reply;
        reply = null;
        return taken;
    }

    @Override
    public void answered(Call call, Reply answer) {
        if (answer.kind() == ReplyKind.TOO_LARGE) {
            answer.release();
            fail(ErrorReply.TOO_LARGE);
        } else {
            finish(answer.bytes());
        }
    }

    @Override
    public void failed(Call call, String text) {
        fail(text);
    }

    void fail(String text) {
        client.countForwardError();
        finish(ErrorReply.of(text));
    }

    /** Ends the exchange; the bytes are taken over. */
    void finish(ByteBuf bytes) {
        done = true;
        if (quiet || client.gone()) {
            bytes.release();
        } else {
            reply = bytes;
        }
        client.deliver();
    }
}
