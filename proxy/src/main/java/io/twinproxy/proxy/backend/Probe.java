package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.twinproxy.proxy.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One question to one server on a socket of its own: its version. Ends within its timeout, on its loop. */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
final class Probe extends ChannelInboundHandlerAdapter {
    /** The outcome when the server answered as it should; any other outcome says what went wrong. */
    static final String WELL = "";

    private static final String QUESTION = "version\r\n";
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
        timer = loop.eventLoop().schedule(() -> finish(SocketFailure.TIMED_OUT), timeoutMillis, TimeUnit.MILLISECONDS);
        Dial.open(loop, server, attempt, timeoutMillis, this, this::opened);
    }

    private void opened(@Nullable Channel open, @Nullable Throwable failure) {
        if (open == null) {
            finish(SocketFailure.text(failure == null ? new IllegalStateException() : failure));
            return;
        }
        channel = open;
        if (over) {
            open.close();
        } else {
            open.writeAndFlush(ByteBufUtil.writeAscii(loop.allocator(), QUESTION));
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
        finish(SocketFailure.text(cause));
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
