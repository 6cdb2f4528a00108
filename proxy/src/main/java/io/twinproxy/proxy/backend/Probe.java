package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.twinproxy.proxy.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question to one server on a socket of its own: its version. Ends on its loop, within its timeout once the server's
 * name is resolved; how long a name takes is no fault of the server.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
final class Probe extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    /** The outcome when the server answered as it should; any other outcome says what went wrong. */
    static final String WELL = "";

    /** The outcome when the server's name has no address: nothing is known of the server itself. */
    static final String UNRESOLVED = SocketFailure.HOST_DOWN;

    /** The outcome when this process failed: nothing is known of the server. */
    static final String OWN = "the proxy itself failed";

    private static final byte[] QUESTION = "version\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String ANSWER = "VERSION ";
    /** A version line is shorter by far; what is longer is no memcached. */
    private static final int ANSWER_BYTES_MAX = 256;

    private final Loop loop;
    private final ServerConfig server;
    private final int attempt;
    private final long timeoutMillis;
    private final Consumer<String> done;
    private final StringBuilder heard = new StringBuilder();
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> timer;
    private boolean over;

    Probe(Loop loop, ServerConfig server, int attempt, long timeoutMillis, Consumer<String> done) {
        this.loop = loop;
        this.server = server;
        this.attempt = attempt;
        this.timeoutMillis = timeoutMillis;
        this.done = done;
    }

    void start() {
        Dial.resolve(loop, server, attempt, (address, failure) -> {
            if (address == null) {
                finish(UNRESOLVED);
                return;
            }
            timer = loop.eventLoop()
                    .schedule(() -> finish(SocketFailure.TIMED_OUT), timeoutMillis, TimeUnit.MILLISECONDS);
            Dial.connect(loop, server, address, timeoutMillis, this, this::opened);
        });
    }

    private void opened(@Nullable Channel open, @Nullable Throwable failure) {
        if (open == null) {
            broken(failure == null ? new IllegalStateException() : failure);
            return;
        }
        channel = open;
        if (over) {
            open.close();
        } else {
            open.writeAndFlush(Unpooled.wrappedBuffer(QUESTION)).addListener(written -> {
                if (!written.isSuccess()) {
                    broken(written.cause());
                }
            });
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int room = Math.min(bytes.readableBytes(), ANSWER_BYTES_MAX - heard.length());
        heard.append(bytes.toString(bytes.readerIndex(), room, StandardCharsets.US_ASCII));
        bytes.release();
        if (heard.indexOf("\n") >= 0 || heard.length() == ANSWER_BYTES_MAX) {
            finish(heard.indexOf(ANSWER) == 0 ? WELL : SocketFailure.PROTOCOL);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finish(SocketFailure.RESET);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken(cause);
    }

    private void broken(Throwable cause) {
        if (over) {
            return;
        }
        if (SocketFailure.own(cause)) {
            LOG.error("The proxy itself failed: server {} cannot be probed.", server.ringName(), cause);
            finish(OWN);
        } else {
            finish(SocketFailure.text(cause));
        }
    }

    private void finish(String outcome) {
        if (over) {
            return;
        }
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
        if (channel != null) {
            channel.close();
        }
        done.accept(outcome);
    }
}
