package io.twinproxy.proxy.backend;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/** How sockets are waited for: epoll on Linux, NIO anywhere. */
public enum Transport {
    EPOLL,
    NIO;

    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Epoll where it can be had. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    public EventLoopGroup group(int loops, String threadName) {
        IoHandlerFactory factory = this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory(threadName, true), factory);
    }

    /**
     * Ends the loops of a group and closes every channel they still have, half-made ones too; waits for it, 2 s at most.
     * Netty's loop (4.2.18) closes its channels only in the round that finds the end asked for before it works its tasks
     * off; asked for while it does, it ends at once and leaves sockets and buffers behind. A hook, and a quiet time that
     * is not 0, make it go round once more.
     */
    public static void end(EventLoopGroup group) {
        for (EventExecutor loop : group) {
            if (loop instanceof SingleThreadEventExecutor executor) {
                executor.addShutdownHook(() -> {});
            }
        }
        group.shutdownGracefully(1, END_NANOS, TimeUnit.NANOSECONDS)
                .awaitUninterruptibly(2 * END_NANOS, TimeUnit.NANOSECONDS);
    }

    public Class<? extends Channel> client(boolean unix) {
        if (this == EPOLL) {
            return unix ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
        }
        return unix ? NioDomainSocketChannel.class : NioSocketChannel.class;
    }

    public Class<? extends ServerChannel> server(boolean unix) {
        if (this == EPOLL) {
            return unix ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class;
        }
        return unix ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
    }

    public SocketAddress unixAddress(String path) {
        return this == EPOLL ? new DomainSocketAddress(path) : UnixDomainSocketAddress.of(path);
    }

    /** Whether each loop can have a listener of its own on the same TCP port. */
    public boolean sharesPorts() {
        return this == EPOLL;
    }
}
