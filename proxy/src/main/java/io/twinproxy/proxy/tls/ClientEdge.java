package io.twinproxy.proxy.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.twinproxy.proxy.pem.ListenTls;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler before a client's session, which sees a plain connection: bytes only after the handshake, the end of the
 * client's output when it says so in TLS, and no failures that are the client's own. For one loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
public final class ClientEdge extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientEdge.class);
    /** A handshake takes two round trips; the rest is room for a burst of clients that waits to be reckoned. */
    private static final long HANDSHAKE_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final Brake brake;
    private final Refusals refusals;
    private boolean open;
    private boolean noted;

    private ClientEdge(Brake brake, Refusals refusals) {
        this.brake = brake;
        this.refusals = refusals;
    }

    /** Puts TLS into a client's channel that is being set up; the session comes after it. */
    public static void install(Channel channel, ListenTls tls, Handshakes handshakes, Refusals refusals) {
        Brake brake = new Brake();
        SslHandler handler = new SslHandler(tls.engine(), handshakes.clients());
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        ClientEdge edge = new ClientEdge(brake, refusals);
        channel.pipeline().addLast(new PlainProbe(List.of(brake, handler, edge)), brake, handler, edge);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                open = true;
                brake.release(context);
            } else {
                refused(context, done.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent closed) {
            if (closed.isSuccess() && open) {
                context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        } else if (event instanceof ChannelInputShutdownEvent && !open) {
            // Whoever connects, says nothing and leaves is a load balancer's probe, and no error.
            if (!brake.heard()) {
                noted = true;
                context.fireUserEventTriggered(event);
            }
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Error) {
            context.fireExceptionCaught(cause);
        } else if (open) {
            context.fireExceptionCaught(TlsTrouble.bare(cause));
        } else {
            refused(context, cause);
            context.close();
        }
    }

    private void refused(ChannelHandlerContext context, Throwable cause) {
        if (!noted && brake.heard()) {
            noted = true;
            refusals.note(String.valueOf(context.channel().remoteAddress()), TlsTrouble.words(cause));
        } else {
            LOG.debug("A client left before its handshake.", cause);
        }
    }
}
