package io.twinproxy.proxy.backend;

import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.ServerReply;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to one backend and back. It keeps its place in the connection's queue until its reply has come,
 * also when nobody waits for that any more, because replies are told apart by their order alone. For one loop.
 */
public final class Call {
    /** Who waits for the reply. */
    public interface Owner {
        /** The reply has come; it is the owner's to release. */
        void answered(Call call, ServerReply reply);

        /** No reply will come; the text says why, in the words of the operating system. */
        void failed(Call call, String text);
    }

    private final ClientRequest request;
    private final int bytes;
    private final long queuedAt;
    private final long timeoutNanos;
    private @Nullable Owner owner;
    private boolean sent;

    /**
     * @param request taken over
     * @param timeoutNanos from being queued to the complete reply; 0 for none
     */
    public Call(ClientRequest request, long queuedAt, long timeoutNanos, Owner owner) {
        this.request = request;
        this.bytes = request.wire().readableBytes();
        this.queuedAt = queuedAt;
        this.timeoutNanos = timeoutNanos;
        this.owner = owner;
    }

    ClientRequest request() {
        return request;
    }

    int bytes() {
        return bytes;
    }

    long queuedAt() {
        return queuedAt;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    boolean sent() {
        return sent;
    }

    void markSent() {
        sent = true;
    }

    /** Whether somebody still waits. */
    boolean wanted() {
        return owner != null;
    }

    boolean due(long now) {
        return wanted() && timeoutNanos > 0 && now - queuedAt >= timeoutNanos;
    }

    /** Ends the call with its reply, or lets the reply go if nobody waits. */
    void answer(ServerReply reply) {
        Owner waiting = owner;
        owner = null;
        request.release();
        if (waiting == null) {
            reply.release();
        } else {
            waiting.answered(this, reply);
        }
    }

    /** Tells the owner that nothing will come; the call stays in its queue. */
    void abandon(String text) {
        Owner waiting = owner;
        owner = null;
        if (waiting != null) {
            waiting.failed(this, text);
        }
    }

    /** Ends the call without a reply. */
    void fail(String text) {
        request.release();
        abandon(text);
    }
}
