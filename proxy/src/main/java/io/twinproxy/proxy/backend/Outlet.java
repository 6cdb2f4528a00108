package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Writes to one channel now and flushes once at the end of its loop's turn. For its loop only. */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
public final class Outlet {
    private final Loop loop;
    private final Channel channel;
    private boolean dirty;

    public Outlet(Loop loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /** Takes over the bytes. */
    public void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
        if (!dirty) {
            dirty = true;
            loop.flushAtEndOfTurn(this);
        }
    }

    public boolean writable() {
        return channel.isWritable();
    }

    void flush() {
        dirty = false;
        channel.flush();
    }
}
