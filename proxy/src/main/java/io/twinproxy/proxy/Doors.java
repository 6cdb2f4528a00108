package io.twinproxy.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.twinproxy.proxy.backend.Descriptors;
import io.twinproxy.proxy.backend.Transport;
import io.twinproxy.proxy.config.ListenAddress;
import io.twinproxy.proxy.config.PoolConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets of one pool: one per event loop on one TCP port where the system can share a port, so that a client
 * is accepted on the loop that serves it; a single one otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
final class Doors {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
    private static final PosixFilePermission[] BY_BIT = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private final Reception reception;
    private final List<Channel> channels;
    private volatile ListenAddress asked;

    /** Who takes the clients that come in; may change while the sockets stay. */
    static final class Reception extends ChannelInitializer<Channel> {
        private volatile Consumer<Channel> welcome;

        Reception(Consumer<Channel> welcome) {
            this.welcome = welcome;
        }

        @Override
        protected void initChannel(Channel channel) {
            welcome.accept(channel);
        }
    }

    private Doors(ListenAddress asked, Reception reception, List<Channel> channels) {
        this.asked = asked;
        this.reception = reception;
        this.channels = List.copyOf(channels);
    }

    /** Binds; on failure nothing stays bound, and the exception names pool, address and reason. */
    static Doors open(
            PoolConfig pool,
            Transport transport,
            EventLoopGroup group,
            List<? extends EventLoopGroup> loops,
            Reception clients,
            Descriptors descriptors)
            throws ProxyException {
        ListenAddress listen = pool.listen();
        List<Channel> bound = new ArrayList<>();
        boolean shared = transport.sharesPorts() && !listen.unix() && loops.size() > 1;
        try {
            SocketAddress address = listen.unix() ? unixAddress(listen, transport) : free(listen, pool.backlog());
            for (EventLoopGroup loop : shared ? loops : List.of(group)) {
                Channel channel = bind(pool, transport, shared ? loop : group, address, clients, shared, descriptors);
                bound.add(channel);
                address = channel.localAddress();
            }
            if (listen.unix() && listen.mode() != 0) {
                Files.setPosixFilePermissions(Path.of(listen.path()), permissions(listen.mode()));
            }
            return new Doors(listen, clients, bound);
        } catch (IOException | RuntimeException e) {
            bound.forEach(channel -> channel.close().syncUninterruptibly());
            throw cannot(pool, e);
        }
    }

    /**
     * Ports are shared among our own loops only: a listener of another process that shares ports too would otherwise go
     * unnoticed and get half of our clients.
     */
    private static InetSocketAddress free(ListenAddress listen, int backlog) throws IOException {
        InetSocketAddress address = listen.socketAddress();
        if (address.isUnresolved()) {
            throw new IOException("the host " + listen.host() + " is unknown");
        }
        if (address.getPort() == 0) {
            return address;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address, Math.max(1, backlog));
        } catch (BindException e) {
            throw new IOException(
                    "port " + listen.port() + ": " + e.getMessage() + PortOwner.phrase(address.getPort()), e);
        }
        return address;
    }

    private static SocketAddress unixAddress(ListenAddress listen, Transport transport) throws IOException {
        Files.deleteIfExists(Path.of(listen.path()));
        return transport.unixAddress(listen.path());
    }

    private static Channel bind(
            PoolConfig pool,
            Transport transport,
            EventLoopGroup loop,
            SocketAddress address,
            Reception clients,
            boolean shared,
            Descriptors descriptors)
            throws IOException {
        boolean unix = pool.listen().unix();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop, loop)
                .channel(transport.server(unix))
                .option(ChannelOption.SO_BACKLOG, pool.backlog())
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new AcceptPause("pool " + pool.name(), descriptors))
                .childHandler(clients);
        if (!unix) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
            if (pool.tcpKeepalive()) {
                bootstrap.childOption(ChannelOption.SO_KEEPALIVE, true);
            }
        }
        if (shared) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        ChannelFuture future = bootstrap.bind(address).awaitUninterruptibly();
        if (!future.isSuccess()) {
            throw new IOException(future.cause().getMessage(), future.cause());
        }
        return future.channel();
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BY_BIT.length; bit++) {
            if ((mode & (1 << bit)) != 0) {
                set.add(BY_BIT[bit]);
            }
        }
        return set;
    }

    private static ProxyException cannot(PoolConfig pool, Exception why) {
        return new ProxyException(
                "pool " + pool.name() + " cannot listen at " + pool.listen() + ": " + why.getMessage(), why);
    }

    /** The same unix socket, its file with another mode; binding it anew would cut off who connects meanwhile. */
    void changeMode(PoolConfig pool) throws ProxyException {
        ListenAddress listen = pool.listen();
        try {
            if (listen.mode() != 0) {
                Files.setPosixFilePermissions(Path.of(listen.path()), permissions(listen.mode()));
            }
            asked = listen;
        } catch (IOException e) {
            throw cannot(pool, e);
        }
    }

    /** Takes a change of mode back. */
    void restoreMode(ListenAddress before) {
        asked = before;
        try {
            if (before.mode() != 0) {
                Files.setPosixFilePermissions(Path.of(before.path()), permissions(before.mode()));
            }
        } catch (IOException e) {
            LOG.warn("The mode of {} cannot be set back.", before, e);
        }
    }

    /** Whether these are the sockets for an address: a free port was asked for by one pool and is its alone. */
    boolean at(ListenAddress address) {
        ListenAddress here = bound();
        return address.unix()
                ? here.samePath(address)
                : !here.unix()
                        && address.port() != 0
                        && here.port() == address.port()
                        && here.host().equals(address.host());
    }

    /** Brings clients to another from now on; for any thread. */
    void welcome(Consumer<Channel> next) {
        reception.welcome = next;
    }

    /** What the configuration asked for. */
    ListenAddress asked() {
        return asked;
    }

    /** Where it listens: with the real port if any free one was asked for. */
    ListenAddress bound() {
        return channels.get(0).localAddress() instanceof InetSocketAddress address
                ? ListenAddress.tcp(asked.host(), address.getPort())
                : asked;
    }

    void close() {
        channels.forEach(channel -> channel.close().syncUninterruptibly());
    }
}
