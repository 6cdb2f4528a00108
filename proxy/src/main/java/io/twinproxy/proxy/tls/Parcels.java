package io.twinproxy.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Packs requests to a server into records so that none but a longer request goes on in the next one, and nothing follows the
 * end of such a request in its last record. Memcached (1.6.18, seen so) otherwise forgets what lies behind the end of a
 * value in the same record until more comes from the socket: requests that nobody follows are answered never. Small requests
 * share a record, one copy each, as Netty would do it; a flush ends it. For one loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
final class Parcels extends ChannelOutboundHandlerAdapter {
    /** What a record holds at most (RFC 8446 section 5.1), and memcached's buffer for reading too. */
    private static final int RECORD_BYTES_MAX = 16_384;

    private @Nullable ByteBuf parcel;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        // Whoever waits for the promise of one write gets a record of its own.
        boolean alone = !promise.isVoid() || bytes.readableBytes() > RECORD_BYTES_MAX / 2;
        if (alone || (parcel != null && parcel.readableBytes() + bytes.readableBytes() > RECORD_BYTES_MAX)) {
            post(context);
        }
        if (alone) {
            context.write(bytes, promise);
            return;
        }
        if (parcel == null) {
            parcel = context.alloc().buffer(Math.max(1024, bytes.readableBytes()), RECORD_BYTES_MAX);
        }
        parcel.writeBytes(bytes);
        bytes.release();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        post(context);
        context.flush();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        drop();
        context.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }

    private void post(ChannelHandlerContext context) {
        if (parcel != null) {
            ByteBuf whole = parcel;
            parcel = null;
            context.write(whole, context.voidPromise());
        }
    }

    private void drop() {
        if (parcel != null) {
            parcel.release();
            parcel = null;
        }
    }
}
