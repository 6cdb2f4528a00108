package io.twinproxy.proxy.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** One request of a client: to be passed on, or answered by the proxy itself. Owns its bytes until released. For one thread. */
public interface ClientRequest {
    /** What goes to the server; empty when the request is answered locally. */
    ByteBuf wire();

    int keyCount();

    /** What the keys are read from: the wire, unless a key stands there otherwise than it is meant. */
    default ByteBuf keyBytes() {
        return wire();
    }

    /** Where a key begins in {@link #keyBytes()}. */
    int keyStart(int key);

    int keyLength(int key);

    Spread spread();

    /** What the client is told, as an error's text, when its spread cannot be had in this pool. */
    default String refusal() {
        return "";
    }

    /** For how many values the reply must have room; 0 when it is short. */
    int valuesAsked();

    /** How the replies of its parts become one. */
    Joint joint();

    /**
     * The same request for some of its keys, in this order; of a request without keys a second copy.
     *
     * @param keys which keys, as far as {@code count}
     */
    ClientRequest part(ByteBufAllocator allocator, int[] keys, int count);

    /** Which kind of connection it needs: see {@link Protocol#variants()}. */
    default int variant() {
        return 0;
    }

    /** Whether the client wants no reply. */
    boolean quiet();

    /** Whether the proxy itself answers it, with {@link #localReply}. */
    boolean local();

    /** The whole reply to a local request, for the caller to release. */
    ByteBuf localReply(Front front);

    /** Whether the connection ends with this request: it was quit, or the stream can no longer be followed. */
    boolean last();

    /** Whether the connection ends because the client broke the protocol. */
    boolean faulty();

    /** Whether later requests wait until all earlier ones have their replies. */
    default boolean barrier() {
        return false;
    }

    void release();
}
