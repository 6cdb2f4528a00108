package io.twinproxy.proxy;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.twinproxy.proxy.backend.Limits;
import io.twinproxy.proxy.backend.Loop;
import io.twinproxy.proxy.backend.Pool;
import io.twinproxy.proxy.client.ClientSession;
import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.pem.ListenTls;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.tls.ClientEdge;
import io.twinproxy.proxy.tls.Refusals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pool in service: its listening sockets, its clients and its backends. Its methods are for one caller at a time. */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
final class Tenant {
    private static final Logger LOG = LoggerFactory.getLogger(Tenant.class);

    private final ProxyOptions options;
    private final EventLoopGroup group;
    private final List<Loop> loops;
    private final Front front;
    private final Pool pool;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final AtomicInteger serials = new AtomicInteger();
    private final Refusals refusals;
    private volatile Optional<Doors> doors = Optional.empty();

    Tenant(
            PoolConfig config,
            ProxyOptions options,
            EventLoopGroup group,
            List<Loop> loops,
            Function<String, Map<String, String>> figures) {
        this.options = options;
        this.group = group;
        this.loops = loops;
        this.refusals = new Refusals(config.name());
        Limits limits = new Limits(
                options.lineBytesMax(),
                options.valueBytesMax(),
                options.replyBytesMax(),
                options.outstandingMax(),
                options.clientBytesMax());
        this.pool = new Pool(config, loops, limits, options.probeInterval());
        this.front = new PoolFront(pool, options.version(), figures);
    }

    Pool pool() {
        return pool;
    }

    /** Where it listens; present from its first {@link #moveTo} on. */
    Optional<Doors> doors() {
        return doors;
    }

    /** Listens at an address, besides where it listened before; {@link #moveTo} is to follow, or the doors to be closed. */
    Doors openDoors(PoolConfig config) throws ProxyException {
        List<EventLoop> eventLoops = loops.stream().map(Loop::eventLoop).toList();
        return Doors.open(
                config,
                options.transport(),
                group,
                eventLoops,
                new Doors.Reception(this::welcome),
                loops.get(0).descriptors());
    }

    /** Listens there from now on, clients that are connected stay; whoever calls this closes the doors it had. */
    void moveTo(Doors next) {
        if (!doors.equals(Optional.of(next))) {
            next.welcome(this::welcome);
            doors = Optional.of(next);
            LOG.info("Pool {} serves at {}.", pool.name(), next.bound());
        }
    }

    private void welcome(Channel channel) {
        Optional<ListenTls> tls = pool.route().config().tls();
        if (!pool.admit()) {
            // In plain words even where TLS is spoken: a client cannot read them, but whoever probes this host can.
            channel.writeAndFlush(ByteBufUtil.writeAscii(
                            channel.alloc(), pool.protocol().errorLine("too many client connections") + "\r\n"))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Loop loop = loopOf(channel);
        clients.add(channel);
        tls.ifPresent(how -> ClientEdge.install(channel, how, loop.handshakes(), refusals));
        channel.pipeline().addLast(new ClientSession(pool, loop, channel, serials.getAndIncrement(), front));
    }

    private Loop loopOf(Channel channel) {
        for (Loop loop : loops) {
            if (loop.eventLoop() == channel.eventLoop()) {
                return loop;
            }
        }
        throw new IllegalStateException("a client on a foreign event loop");
    }

    /** Clients taken and connections to backends made since the start. */
    long connectionsMade() {
        return serials.get() + pool.connectionsMade();
    }

    long clientCount() {
        return clients.size();
    }

    /** Takes no new clients, and lets each one go when nothing of it is outstanding. */
    void drain() {
        doors.ifPresent(Doors::close);
        dismiss();
    }

    /** Lets each client go when nothing of it is outstanding; its doors are closed or another's. */
    void dismiss() {
        for (Channel channel : clients) {
            ClientSession session = channel.pipeline().get(ClientSession.class);
            if (session != null) {
                channel.eventLoop().execute(session::drain);
            }
        }
    }

    /** Closes everything without waiting; for an event loop. */
    void closeSoon() {
        clients.close();
        pool.close();
    }

    /** Closes everything now. */
    void close() {
        doors.ifPresent(Doors::close);
        clients.close().awaitUninterruptibly();
        pool.close();
    }
}
