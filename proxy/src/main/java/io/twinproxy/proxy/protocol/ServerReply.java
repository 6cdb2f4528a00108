package io.twinproxy.proxy.protocol;

import io.netty.buffer.ByteBuf;

/** One complete reply of a server. Owns its bytes until released or handed on. */
public interface ServerReply {
    /** The reply as it came. */
    ByteBuf bytes();

    /** Whether it was longer than the limit, so that nothing of it was kept. */
    boolean tooLarge();

    /** The error it is, as the protocol's line without its end; empty when it is none. Asked only of replies that were kept. */
    String errorLine();

    default void release() {
        bytes().release();
    }
}
