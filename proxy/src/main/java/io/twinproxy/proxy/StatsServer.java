package io.twinproxy.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.twinproxy.proxy.backend.Descriptors;
import io.twinproxy.proxy.backend.Transport;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** The statistics port: one line of JSON to whoever connects, then the connection is closed; nothing is read. */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
final class StatsServer {
    private final Channel channel;

    private StatsServer(Channel channel) {
        this.channel = channel;
    }

    static StatsServer open(
            InetSocketAddress address,
            Transport transport,
            EventLoopGroup group,
            Supplier<String> json,
            Descriptors descriptors)
            throws ProxyException {
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(transport.server(false))
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new AcceptPause("the statistics port", descriptors))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        client.pipeline().addLast(new Answer(json));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ProxyException(
                    "statistics cannot be served at " + address + ": "
                            + bound.cause().getMessage() + PortOwner.phrase(address.getPort()),
                    bound.cause());
        }
        return new StatsServer(bound.channel());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    void close() {
        channel.close().syncUninterruptibly();
    }

    private static final class Answer extends ChannelInboundHandlerAdapter {
        private final Supplier<String> json;

        Answer(Supplier<String> json) {
            this.json = json;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), json.get()))
                    .addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
