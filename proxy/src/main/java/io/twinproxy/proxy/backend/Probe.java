package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.config.ServerConfig;
import io.twinproxy.proxy.pem.ServerTls;
import io.twinproxy.proxy.protocol.BadReply;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Protocol;
import io.twinproxy.proxy.protocol.ReplyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question to one server on a socket of its own, after the greeting any connection begins with. Ends on its loop, within
 * its timeout once the server's name is resolved; how long a name takes is no fault of the server.
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

    /** An answer is shorter by far; what is longer is another protocol. */
    private static final int ANSWER_BYTES_MAX = 1024;

    private final Loop loop;
    private final ServerConfig server;
    private final Optional<ServerTls> tls;
    private final int attempt;
    private final long timeoutMillis;
    private final Consumer<String> done;
    private final Greeting talk;
    private final ReplyReader reader;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> timer;
    private boolean over;

    Probe(
            Loop loop,
            Protocol protocol,
            PoolConfig config,
            ServerConfig server,
            int attempt,
            long timeoutMillis,
            Consumer<String> done) {
        this.loop = loop;
        this.server = server;
        this.tls = config.serverTls();
        this.attempt = attempt;
        this.timeoutMillis = timeoutMillis;
        this.done = done;
        List<ClientRequest> lines = new ArrayList<>(protocol.greeting(config, 0));
        lines.add(protocol.probe());
        this.talk = new Greeting(lines);
        this.reader = protocol.replies(loop.allocator(), ANSWER_BYTES_MAX);
    }

    void start() {
        Dial.resolve(loop, server, attempt, (address, failure) -> {
            if (address == null) {
                // Asking a name server takes a socket too.
                finish(Descriptors.available() ? UNRESOLVED : OWN);
                return;
            }
            timer = loop.eventLoop()
                    .schedule(() -> finish(SocketFailure.TIMED_OUT), timeoutMillis, TimeUnit.MILLISECONDS);
            Dial.connect(loop, server, address, timeoutMillis, tls, this, this::opened);
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
            talk.say(bytes -> open.write(bytes).addListener((ChannelFuture written) -> {
                if (!written.isSuccess()) {
                    broken(written.cause());
                }
            }));
            open.flush();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ((ByteBuf) message).release();
            return;
        }
        reader.feed((ByteBuf) message);
        try {
            String trouble = talk.hear(reader);
            if (!trouble.isEmpty() || talk.over()) {
                finish(trouble);
            }
        } catch (BadReply e) {
            finish(SocketFailure.PROTOCOL);
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
        if (Descriptors.missing(cause)) {
            loop.descriptors().missed("server " + server.ringName() + " cannot be probed", cause);
            finish(OWN);
        } else if (SocketFailure.own(cause)) {
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
        reader.close();
        talk.close();
        if (timer != null) {
            timer.cancel(false);
        }
        if (channel != null) {
            channel.close();
        }
        done.accept(outcome);
    }
}
