package io.twinproxy.proxy.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Finds where one reply of a server ends and the next begins. For one thread. */
public interface ReplyReader {
    /** Takes over bytes read. */
    void feed(ByteBuf bytes);

    /** Whether bytes are there that no reply has been made of. */
    boolean unread();

    /**
     * The reply to a request, or null when more bytes are needed. Until a reply comes, the same request must be given
     * again.
     *
     * @param wanted false when nobody waits for this reply any more: it is then read past, and its bytes are not kept
     */
    @Nullable
    ServerReply next(ClientRequest request, boolean wanted) throws BadReply;

    /** Bytes kept of replies that are not whole yet. */
    long heldBytes();

    /**
     * Lets go of the reply that is being read, which nobody waits for from now on; its other bytes are read past.
     *
     * @return false when that frees nothing: what is kept is part of a line, or of no reply yet
     */
    boolean shed();

    /** Lets go of what was fed and not yet made into replies. */
    void close();
}
