package io.twinproxy.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.twinproxy.proxy.backend.Descriptors;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Stands before one listening socket: when a client cannot be accepted, for want of file descriptors above all, it waits a
 * moment before it tries again, instead of failing as fast as it can. Clients wait in the backlog meanwhile.
 */
final class AcceptPause extends ChannelInboundHandlerAdapter {
    private static final long PAUSE_MILLIS = 250;

    private final String listener;
    private final Descriptors descriptors;

    /** @param listener as the log calls it */
    AcceptPause(String listener, Descriptors descriptors) {
        this.listener = listener;
        this.descriptors = descriptors;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // On a loop that ends, nothing is to be resumed.
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            context.fireExceptionCaught(cause);
            return;
        }
        descriptors.missed(listener + " takes no new clients", cause);
        context.channel().config().setAutoRead(false);
        context.executor()
                .schedule(() -> context.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
