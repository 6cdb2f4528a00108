package io.twinproxy.proxy.client;

import io.netty.buffer.ByteBuf;
import io.twinproxy.proxy.backend.Call;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.ServerReply;
import org.jspecify.annotations.Nullable;

/** One request's place in its client's queue, until its reply is there and those before it have been written. */
class Exchange implements Call.Owner {
    private final ClientSession client;
    private final boolean quiet;
    private final boolean last;
    private @Nullable ByteBuf reply;
    private boolean done;
    private int keys;
    private long reserved;
    private long admitted;
    private long begunAt;
    private boolean timed;

    /**
     * @param quiet whether the client is told nothing
     * @param last whether the connection ends with this reply
     */
    Exchange(ClientSession client, boolean quiet, boolean last) {
        this.client = client;
        this.quiet = quiet;
        this.last = last;
    }

    /** Keeps room for the request and for its reply, until it is there; the time it takes counts from now. */
    void expect(ClientRequest request) {
        begunAt = client.loop().recentNanos();
        timed = true;
        keys = request.valuesAsked();
        reserved = client.holdings().reserve(request.wire().readableBytes(), keys);
    }

    ClientSession client() {
        return client;
    }

    /** For how many values the reply must have room; 0 when it is short. */
    int keys() {
        return keys;
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
        forgo();
        return taken;
    }

    @Override
    public void answered(Call call, ServerReply answer) {
        if (answer.tooLarge()) {
            answer.release();
            fail(ErrorReply.TOO_LARGE);
        } else if (!admit(answer, keys)) {
            answer.release();
            fail(ErrorReply.UNREAD);
        } else {
            finish(answer.bytes());
        }
    }

    @Override
    public void failed(Call call, String text) {
        fail(text);
    }

    /** Whether there is room for a reply, or part of one; it is then counted until it is taken or forgone. */
    boolean admit(ServerReply answer, int forKeys) {
        int bytes = answer.bytes().readableBytes();
        if (quiet || client.gone()) {
            return true;
        }
        if (!client.holdings().admit(bytes, forKeys, admitted, client.unsentBytes())) {
            return false;
        }
        admitted += bytes;
        return true;
    }

    /** What was admitted is held no more. */
    void forgo() {
        client.holdings().leave(admitted);
        admitted = 0;
    }

    void fail(String text) {
        client.countForwardError();
        finish(ErrorReply.line(client.protocol().errorLine(text)));
    }

    /** Ends the exchange; the bytes are taken over. */
    void finish(ByteBuf bytes) {
        done = true;
        if (timed) {
            client.countTime(client.loop().recentNanos() - begunAt);
        }
        client.holdings().release(reserved);
        reserved = 0;
        if (quiet || client.gone()) {
            bytes.release();
        } else {
            reply = bytes;
        }
        client.deliver();
    }
}
