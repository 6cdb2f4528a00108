package io.twinproxy.proxy.cache;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.twinproxy.proxy.backend.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;

/**
 * A cache node for machines without memcached: the text commands the proxy passes on, from a bounded map in memory, on one
 * thread of its own. For trying things out and for tests; not meant to be fast or large.
 */
public final class BuiltinCache implements AutoCloseable {
    private final EventLoopGroup group;
    private final Channel listener;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    private BuiltinCache(InetSocketAddress address, long bytesMax, LongSupplier seconds) throws IOException {
        Transport transport = Transport.best();
        CacheItems items = new CacheItems(bytesMax, seconds);
        group = transport.group(1, "twinproxy-cache");
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(transport.server(false))
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        clients.add(channel);
                        channel.pipeline().addLast(new CacheSession(items, channel));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            Transport.end(group);
            throw new IOException(
                    "cannot listen at " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        listener = bound.channel();
    }

    /**
     * Starts listening.
     *
     * @param address port 0 for any free one
     * @param bytesMax keys and values held; the least recently used go first
     */
    public static BuiltinCache start(InetSocketAddress address, long bytesMax) throws IOException {
        return new BuiltinCache(address, bytesMax, () -> System.currentTimeMillis() / 1000);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        listener.close().syncUninterruptibly();
        clients.close().awaitUninterruptibly();
        Transport.end(group);
    }
}
