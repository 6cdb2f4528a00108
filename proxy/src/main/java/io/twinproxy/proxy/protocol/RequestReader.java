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

    /** Lets go of what was fed and not yet made into requests. */
    void close();
}
