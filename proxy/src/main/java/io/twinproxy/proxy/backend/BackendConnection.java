package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.twinproxy.proxy.protocol.BadReply;
import io.twinproxy.proxy.protocol.ReplyReader;
import io.twinproxy.proxy.protocol.ServerReply;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.Tally;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipelined socket to a backend, from the first request to its end: requests queue while it connects, replies come in
 * the order of requests. A timed-out request fails alone and leaves its place in the queue, so its late reply is read past
 * and never delivered to another. A reply nobody asked for, or of the wrong kind, ends the connection. For its loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
public final class BackendConnection extends ChannelInboundHandlerAdapter implements Holders.Holder {
    private static final Logger LOG = LoggerFactory.getLogger(BackendConnection.class);
    /** Bounds the queue of a backend that has stopped answering, for pools without a timeout above all. */
    private static final int CALLS_MAX = 65_536;
    /** While it connects, clients whose requests wait are read no more beyond this; as much as an open socket lets wait. */
    private static final int UNSENT_BYTES_MAX = 65_536;
    /** Requests in flight on a connection that is given up finish, but a pool without a timeout would wait for ever. */
    private static final long RETIRED_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Loop loop;
    private final Pool pool;
    private final Backend backend;
    private final Tally<BackendField> tally;
    private final CallCounts counts;
    private final int attempt;
    private final int variant;
    private final ReplyReader decoder;
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private final CallTimeouts timeouts;
    private final List<Runnable> waiters = new ArrayList<>(0);
    private @Nullable SocketAddress address;
    private @Nullable Channel channel;
    private @Nullable Outlet outlet;
    private @Nullable Greeting greeting;
    private boolean opening;
    private boolean ended;
    private boolean retiring;
    private long unsentBytes;
    private long openedAt;
    private long readAt;

    BackendConnection(Loop loop, Pool pool, Backend backend, CallCounts counts, int attempt, int variant) {
        this.loop = loop;
        this.pool = pool;
        this.backend = backend;
        this.tally = counts.tally();
        this.counts = counts;
        this.attempt = attempt;
        this.variant = variant;
        this.decoder = pool.protocol().replies(loop.allocator(), pool.limits().replyBytesMax());
        this.timeouts = new CallTimeouts(loop, calls, this::expire);
    }

    boolean ended() {
        return ended;
    }

    /** Whether more should be sent to it now. */
    public boolean writable() {
        return ended || (outlet == null ? unsentBytes < UNSENT_BYTES_MAX : outlet.writable());
    }

    /** Runs something once when it can take more, or has ended. */
    public void whenWritable(Runnable resume) {
        waiters.add(resume);
    }

    /** Sends a request, opening the socket if this is the first. */
    public void send(Call call) {
        if (ended || calls.size() >= CALLS_MAX) {
            call.fail("too many requests outstanding");
            return;
        }
        calls.add(call);
        counts.queued(call);
        timeouts.arm(call);
        if (outlet != null) {
            write(call, outlet);
        } else {
            unsentBytes += call.bytes();
            open();
        }
    }

    /** Opens the socket, if it is not open or opening. */
    void open() {
        if (opening || ended) {
            return;
        }
        opening = true;
        loop.holders().add(this);
        openedAt = loop.nanos();
        tally.add(BackendField.SERVER_CONNECTIONS, 1);
        Dial.resolve(loop, backend.server(), attempt, (found, failure) -> {
            if (ended) {
                return;
            }
            if (found == null) {
                // The name server's fault, not yet the backend's; what to make of it a probe decides.
                end(SocketFailure.HOST_DOWN, false);
            } else {
                address = found;
                Dial.connect(
                        loop,
                        backend.server(),
                        found,
                        pool.connectTimeoutMillis(),
                        pool.route().config().serverTls(),
                        this,
                        this::opened);
            }
        });
    }

    private void opened(@Nullable Channel open, @Nullable Throwable failure) {
        if (ended) {
            if (open != null) {
                open.close();
            }
        } else if (open == null) {
            broken(failure == null ? new IllegalStateException() : failure, true);
        } else {
            channel = open;
            readAt = loop.nanos();
            Greeting said = new Greeting(pool.protocol().greeting(pool.route().config(), variant));
            if (said.over()) {
                ready(open);
                return;
            }
            greeting = said;
            said.limitedBy(loop.eventLoop()
                    .schedule(
                            () -> end(SocketFailure.TIMED_OUT, true),
                            pool.connectTimeoutMillis(),
                            TimeUnit.MILLISECONDS));
            said.say(new Outlet(loop, open)::write);
        }
    }

    /** Whether the server has taken the greeting; requests wait until then. */
    private boolean greeted(Greeting said) throws BadReply {
        String trouble = said.hear(decoder);
        if (!trouble.isEmpty()) {
            LOG.warn(
                    "Backend {} of pool {} cannot be used: {}.",
                    backend.server().ringName(),
                    pool.name(),
                    trouble);
            tally.add(BackendField.SERVER_ERR, 1);
            // A server that does not know RESP3 is not ill; what else is refused, the first variant and probes find
            // too.
            end(trouble, variant == 0);
        } else if (said.over()) {
            said.close();
            greeting = null;
            ready(Objects.requireNonNull(channel));
        }
        return greeting == null && !ended;
    }

    private void ready(Channel open) {
        Outlet to = new Outlet(loop, open);
        outlet = to;
        for (Call call : calls) {
            write(call, to);
        }
        unsentBytes = 0;
        if (to.writable()) {
            resumeWaiters();
        }
        retireIfIdle();
    }

    private void write(Call call, Outlet to) {
        counts.sent(call);
        to.write(call.request().wire().retain());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.read(((ByteBuf) message).readableBytes());
        if (ended) {
            ((ByteBuf) message).release();
            return;
        }
        readAt = loop.nanos();
        tally.add(BackendField.RESPONSE_BYTES, ((ByteBuf) message).readableBytes());
        decoder.feed((ByteBuf) message);
        try {
            if (greeting != null && !greeted(greeting)) {
                return;
            }
            while (!ended && decoder.unread()) {
                Call call = calls.peek();
                if (call == null) {
                    fault("a reply nobody asked for");
                    return;
                }
                ServerReply reply = decoder.next(call.request(), call.wanted());
                if (reply == null) {
                    return;
                }
                calls.remove();
                counts.answered(call, readAt);
                pool.answered(backend);
                call.answer(reply);
            }
        } catch (BadReply e) {
            fault(String.valueOf(e.getMessage()));
        }
        retireIfIdle();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            resumeWaiters();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!ended) {
            tally.add(BackendField.SERVER_EOF, 1);
            // A server that closes an idle connection has not failed anybody; whether it is well, a probe finds out.
            end(SocketFailure.CLOSED, !calls.isEmpty());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!ended) {
            tally.add(BackendField.SERVER_ERR, 1);
            broken(cause, !calls.isEmpty());
        }
    }

    /** Ends over an exception, which is the backend's failure only when it is not this process's own. */
    private void broken(Throwable cause, boolean failure) {
        if (Descriptors.missing(cause)) {
            // Fails what waits for this connection, at once and by its name; the server may be in the best of health.
            loop.descriptors().missed("backend " + backend.server().ringName() + " cannot be connected to", cause);
            end(SocketFailure.NO_DESCRIPTOR, false);
        } else if (SocketFailure.own(cause)) {
            LOG.error(
                    "The proxy itself failed: its connection to {} of pool {} is closed.",
                    backend.server().ringName(),
                    pool.name(),
                    cause);
            end(SocketFailure.CLOSED, false);
        } else {
            end(SocketFailure.text(cause), failure);
        }
    }

    private void fault(String what) {
        LOG.warn(
                "Backend {} of pool {} sent {}; its connection is closed and {} requests on it fail.",
                backend.server().ringName(),
                pool.name(),
                what,
                calls.size());
        tally.add(BackendField.SERVER_ERR, 1);
        end(SocketFailure.PROTOCOL, true);
    }

    @Override
    public long heldBytes() {
        return decoder.heldBytes() + (channel == null ? 0 : Outlet.waitingBytes(channel));
    }

    /**
     * The reply that is being read is read past, if that frees it; requests that the server does not take fail with their
     * connection.
     */
    @Override
    public void shed(String why) {
        Call head = calls.peek();
        if (!ended && head != null && 2 * decoder.heldBytes() >= heldBytes() && decoder.shed()) {
            head.abandon(why);
        } else {
            end(why, false);
        }
    }

    /** Called when calls are overdue, after a chance to read what had already come. */
    private void expire(long now) {
        long firstQueuedAt = 0;
        int expired = 0;
        for (Call call : calls) {
            if (call.due(now)) {
                firstQueuedAt = expired++ == 0 ? call.queuedAt() : firstQueuedAt;
            }
        }
        Call head = calls.peek();
        boolean silent = outlet == null || head == null || now - readAt >= head.timeoutNanos();
        if (expired > 0) {
            tally.add(BackendField.SERVER_TIMEDOUT, 1);
            if (silent) {
                // A server that still answers others is slow, not gone, and is not ejected for it.
                pool.failed(backend, firstQueuedAt, SocketFailure.TIMED_OUT);
            }
            for (Call call : List.copyOf(calls)) {
                if (call.due(now)) {
                    call.abandon(SocketFailure.TIMED_OUT);
                }
            }
            forgetUnsent();
        }
        if (!ended && stuck(now)) {
            end(SocketFailure.TIMED_OUT, true);
        }
    }

    /** Nothing has been heard for a whole timeout since the oldest request was given up. */
    private boolean stuck(long now) {
        Call head = calls.peek();
        return head != null
                && !head.wanted()
                && head.sent()
                && now - readAt >= head.timeoutNanos()
                && now - head.queuedAt() >= 2 * head.timeoutNanos();
    }

    /** Ends it when its oldest call has waited this long and nothing has been heard meanwhile. */
    void endIfSilent(long nanos) {
        Call head = calls.peek();
        long now = loop.nanos();
        if (!ended && outlet != null && head != null && now - head.queuedAt() >= nanos && now - readAt >= nanos) {
            LOG.warn(
                    "Backend {} of pool {} is out and silent; its connection is closed and {} requests on it fail.",
                    backend.server().ringName(),
                    pool.name(),
                    calls.size());
            tally.add(BackendField.SERVER_ERR, 1);
            end(SocketFailure.TIMED_OUT, false);
        }
    }

    private void forgetUnsent() {
        calls.removeIf(call -> {
            boolean gone = !call.sent() && !call.wanted();
            if (gone) {
                counts.left(call);
                unsentBytes -= call.bytes();
                call.fail(SocketFailure.TIMED_OUT);
            }
            return gone;
        });
        if (outlet == null && writable()) {
            resumeWaiters();
        }
    }

    /** Closes as soon as nothing is outstanding; nothing more may be sent. */
    void retire() {
        retiring = true;
        retireIfIdle();
        endRetiredIfSilent();
    }

    private void endRetiredIfSilent() {
        if (!ended) {
            loop.eventLoop()
                    .schedule(
                            () -> {
                                endIfSilent(RETIRED_SILENCE_NANOS);
                                endRetiredIfSilent();
                            },
                            RETIRED_SILENCE_NANOS,
                            TimeUnit.NANOSECONDS);
        }
    }

    /** Whether it leads to none of these addresses, which are those its server's name has now. */
    boolean elsewhere(Collection<InetAddress> addresses) {
        return address instanceof InetSocketAddress to && !addresses.contains(to.getAddress());
    }

    private void retireIfIdle() {
        if (retiring && calls.isEmpty()) {
            end(SocketFailure.CLOSED, false);
        }
    }

    void close() {
        retiring = true;
        end(SocketFailure.CLOSED, false);
    }

    private void end(String text, boolean failure) {
        if (ended) {
            return;
        }
        ended = true;
        loop.holders().remove(this);
        // How long the requests that fail now have taken is told by the loop's last look at the clock.
        loop.nanos();
        timeouts.stop();
        if (greeting != null) {
            greeting.close();
            greeting = null;
        }
        decoder.close();
        if (opening) {
            tally.add(BackendField.SERVER_CONNECTIONS, -1);
        }
        if (channel != null) {
            channel.close();
        }
        if (failure) {
            // Before the calls fail, so that a client that tries again at once meets the new ring.
            pool.failed(backend, openedAt, text);
        } else if (!retiring) {
            pool.suspect(backend);
        }
        Call call;
        while ((call = calls.poll()) != null) {
            counts.left(call);
            call.fail(text);
        }
        resumeWaiters();
    }

    private void resumeWaiters() {
        List<Runnable> now = List.copyOf(waiters);
        waiters.clear();
        now.forEach(Runnable::run);
    }
}
