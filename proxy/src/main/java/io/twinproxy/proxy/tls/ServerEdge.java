package io.twinproxy.proxy.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The last handler before a connection to a server, which sees a plain connection that is open once the handshake is done.
 * For one loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
public final class ServerEdge extends ChannelInboundHandlerAdapter {
    private final Brake brake;

    private ServerEdge(Brake brake) {
        this.brake = brake;
    }

    /**
     * Encrypts a channel that has just been connected; on its loop.
     *
     * @param millis how long the handshake may take, at least 1
     * @param done called on the loop, with the channel or, once it is being closed, with what went wrong
     */
    public static void install(
            Channel channel,
            SSLEngine engine,
            long millis,
            Handshakes handshakes,
            BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
        Brake brake = new Brake();
        SslHandler handler = new SslHandler(engine, handshakes.servers());
        handler.setHandshakeTimeoutMillis(millis);
        // What is written together stays a record of its own.
        handler.setWrapDataSize(0);
        handler.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                done.accept(channel, null);
            } else {
                channel.close();
                done.accept(null, failure(handshake.cause()));
            }
        });
        // The channel is open already, so adding the handler to it begins the handshake.
        channel.pipeline().addFirst(brake, handler, new Parcels(), new ServerEdge(brake));
    }

    private static Throwable failure(Throwable cause) {
        // Without this it would look like a connection that nobody took.
        return cause instanceof ClosedChannelException
                ? new SSLHandshakeException(TlsTrouble.words(cause))
                : TlsTrouble.bare(cause);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                brake.release(context);
            }
        } else if (event instanceof SslCloseCompletionEvent closed) {
            if (closed.isSuccess()) {
                // It will answer nothing more.
                context.close();
            }
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.fireExceptionCaught(TlsTrouble.bare(cause));
    }
}
