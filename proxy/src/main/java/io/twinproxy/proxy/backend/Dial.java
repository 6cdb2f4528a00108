package io.twinproxy.proxy.backend;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.twinproxy.proxy.config.ServerConfig;
import io.twinproxy.proxy.pem.ServerTls;
import io.twinproxy.proxy.tls.ServerEdge;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Opens a socket to a server from a loop: resolves the name elsewhere, connects, and answers on the loop. */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
final class Dial {
    private Dial() {}

    /**
     * Finds where a server is.
     *
     * @param attempt counts up from one try to the next, to go round all addresses of a name
     * @param done called on the loop, with the address or with why the name has none
     */
    static void resolve(
            Loop loop,
            ServerConfig server,
            int attempt,
            BiConsumer<@Nullable SocketAddress, @Nullable Throwable> done) {
        if (server.unix()) {
            done.accept(loop.transport().unixAddress(server.path()), null);
            return;
        }
        loop.names().of(server.host()).whenComplete((addresses, failure) -> {
            Runnable next = () -> {
                if (failure != null) {
                    done.accept(null, failure);
                } else {
                    done.accept(new InetSocketAddress(pick(addresses, attempt), server.port()), null);
                }
            };
            if (loop.eventLoop().inEventLoop()) {
                next.run();
            } else {
                loop.eventLoop().execute(next);
            }
        });
    }

    private static InetAddress pick(List<InetAddress> addresses, int attempt) {
        return addresses.get(Math.floorMod(attempt, addresses.size()));
    }

    /**
     * Connects, and encrypts the connection when it is to be. A socket that cannot even be made is reported by Netty on a
     * thread of its own, so the outcome is brought back to the loop.
     *
     * @param timeoutMillis for both together
     * @param done called on the loop, with the open channel or with what went wrong
     */
    static void connect(
            Loop loop,
            ServerConfig server,
            SocketAddress address,
            long timeoutMillis,
            Optional<ServerTls> tls,
            ChannelHandler handler,
            BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.eventLoop())
                .channel(loop.transport().client(server.unix()))
                .option(ChannelOption.ALLOCATOR, loop.allocator())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(timeoutMillis, Integer.MAX_VALUE))
                .handler(handler);
        if (!server.unix()) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
        }
        long startedAt = loop.nanos();
        bootstrap.connect(address).addListener((ChannelFuture future) -> {
            if (future.isSuccess() && tls.isPresent()) {
                long left = timeoutMillis - TimeUnit.NANOSECONDS.toMillis(loop.nanos() - startedAt);
                SSLEngine engine = tls.get().engine(server.host(), server.port());
                ServerEdge.install(future.channel(), engine, Math.max(1, left), loop.handshakes(), done);
            } else if (future.isSuccess()) {
                done.accept(future.channel(), null);
            } else if (loop.eventLoop().inEventLoop()) {
                done.accept(null, future.cause());
            } else {
                loop.eventLoop().execute(() -> done.accept(null, future.cause()));
            }
        });
    }
}
