package io.twinproxy.proxy.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Makes requests of one client's bytes, however they are cut. For one thread. */
public interface RequestReader {
    /** Takes over bytes read. */
    void feed(ByteBuf bytes);

    /** The next request, or null when more bytes are needed, or none will come after the last. */
    @Nullable
    ClientRequest next();

    /** Whether anything has come, be it part of a line, that no request has been made of. */
    boolean midway();

    /** Bytes kept of requests that have not been taken. */
    long heldBytes();

    /**
     * Lets go of a request of which part has come, if it can be read past.
     *
     * @param why what its client is told, as an error's text, once all of it has come
     * @return false when nothing was let go of
     */
    boolean shed(String why);

    /** Lets go of what was fed and not yet made into requests. */
    void close();
}
