package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

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

    /** Bytes written to a channel that its socket has not taken; for its loop. */
    public static long waitingBytes(Channel channel) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    void flush() {
        dirty = false;
        channel.flush();
    }
}
