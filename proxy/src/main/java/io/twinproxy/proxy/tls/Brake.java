package io.twinproxy.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Bounds what is taken from a socket while its handshake waits for its reckoning: Netty keeps all that comes meanwhile, and
 * a client could send without end. The longest handshake that the JVM takes fits several times. For one loop.
 */
final class Brake extends ChannelDuplexHandler {
    private static final int BYTES_MAX = 256 << 10;

    private long received;
    private boolean braked;

    /** Whether the other side has said anything. */
    boolean heard() {
        return received > 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        received += ((ByteBuf) message).readableBytes();
        if (received >= BYTES_MAX) {
            braked = true;
            context.channel().config().setAutoRead(false);
        }
        context.fireChannelRead(message);
    }

    /** Netty asks for more by itself as long as the handshake goes on. */
    @Override
    public void read(ChannelHandlerContext context) {
        if (!braked) {
            context.read();
        }
    }

    /** The handshake is over: from now on whoever reads decides. */
    void release(ChannelHandlerContext edge) {
        edge.pipeline().remove(this);
        if (braked) {
            edge.channel().config().setAutoRead(true);
        }
    }
}
