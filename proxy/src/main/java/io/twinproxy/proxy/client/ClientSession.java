package io.twinproxy.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.twinproxy.proxy.backend.BackendConnection;
import io.twinproxy.proxy.backend.Holders;
import io.twinproxy.proxy.backend.Loop;
import io.twinproxy.proxy.backend.Outlet;
import io.twinproxy.proxy.backend.Pool;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.protocol.Protocol;
import io.twinproxy.proxy.protocol.RequestReader;
import io.twinproxy.proxy.stats.Latency;
import io.twinproxy.proxy.stats.PoolField;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its requests in order, and their replies in the same order, whichever backend answers first. It is not read
 * while it has too much outstanding, in number or in bytes, does not read its replies, or a backend it uses cannot take
 * more. Replies that are larger than could be foreseen become errors when too many wait: see {@link Holdings}. For its loop
 * only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that fails says so by closing, which is heard.
public final class ClientSession extends ChannelInboundHandlerAdapter implements Holders.Holder {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    private final Pool pool;
    private final Loop loop;
    private final Channel channel;
    private final Outlet outlet;
    private final RequestReader decoder;
    private final Router router;
    private final Front front;
    private final Latency latency;
    private final int outstandingMax;
    private final ArrayDeque<Exchange> outstanding = new ArrayDeque<>();
    private final Holdings holdings;
    private int heldFor;
    private boolean pumping;
    private boolean delivering;
    private boolean inputEnded;
    private boolean lastTaken;
    private boolean draining;
    private boolean faulty;
    private boolean gone;
    private boolean barred;

    /** @param front what the proxy answers itself is answered from */
    public ClientSession(Pool pool, Loop loop, Channel channel, int serial, Front front) {
        this.pool = pool;
        this.loop = loop;
        this.channel = channel;
        this.outlet = new Outlet(loop, channel);
        this.front = front;
        this.latency = pool.latency(loop);
        this.outstandingMax = pool.limits().outstandingMax();
        this.holdings = new Holdings(pool.limits().clientBytesMax());
        this.decoder = pool.protocol()
                .requests(
                        loop.allocator(),
                        pool.limits().lineBytesMax(),
                        pool.limits().valueBytesMax(),
                        front);
        this.router = new Router(this, pool, loop, serial);
        pool.tally(loop).add(PoolField.CLIENT_CONNECTIONS, 1);
        loop.holders().add(this);
    }

    boolean gone() {
        return gone;
    }

    Holdings holdings() {
        return holdings;
    }

    /** What was written for the client and its socket does not take, beyond the little that always may wait. */
    long unsentBytes() {
        return channel.bytesBeforeWritable();
    }

    ByteBufAllocator allocator() {
        return loop.allocator();
    }

    Protocol protocol() {
        return pool.protocol();
    }

    Loop loop() {
        return loop;
    }

    /** Counts how long a request took that was passed on. */
    void countTime(long nanos) {
        latency.record(nanos);
    }

    void countForwardError() {
        pool.tally(loop).add(PoolField.FORWARD_ERROR, 1);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.read(((ByteBuf) message).readableBytes());
        if (gone) {
            ((ByteBuf) message).release();
            return;
        }
        decoder.feed((ByteBuf) message);
        pumpAnew();
    }

    /** Takes requests at a time that no read of this turn has told yet. */
    private void pumpAnew() {
        loop.nanos();
        pump();
    }

    /** Takes requests while they may be taken; those taken together began at the same time. */
    private void pump() {
        if (pumping || gone) {
            return;
        }
        pumping = true;
        ClientRequest request;
        while (!gone && !held() && (request = decoder.next()) != null) {
            take(request);
        }
        pumping = false;
        if (gone) {
            return;
        }
        boolean held = held();
        channel.config().setAutoRead(!held && !lastTaken);
        boolean ending = (inputEnded && !held) || lastTaken || (draining && !decoder.midway());
        if (ending && outstanding.isEmpty()) {
            finish();
        }
    }

    private boolean held() {
        barred &= !outstanding.isEmpty();
        boolean one = loop.memory().tight() && !outstanding.isEmpty();
        return one
                || barred
                || outstanding.size() >= outstandingMax
                || holdings.full()
                || !outlet.writable()
                || heldFor > 0;
    }

    private void take(ClientRequest request) {
        if (request.local()) {
            lastTaken |= request.last();
            faulty |= request.faulty();
            barred |= request.barrier();
            enqueue(new Exchange(this, request.quiet(), request.last())).finish(request.localReply(front));
        } else if (loop.memory().over()) {
            router.refuse(request, loop.memory().refuse());
        } else {
            router.send(request);
        }
    }

    @Override
    public long heldBytes() {
        return (gone ? 0 : decoder.heldBytes() + holdings.waiting()) + Outlet.waitingBytes(channel);
    }

    /** Half a request is read past and answered with an error; a client that does not read its replies is closed. */
    @Override
    public void shed(String why) {
        if (!gone && 2 * decoder.heldBytes() >= heldBytes() && decoder.shed(why)) {
            return;
        }
        if (!gone) {
            abort(PoolField.CLIENT_ERR);
        }
        LOG.debug("A client of pool {} is closed, {}.", pool.name(), why);
        channel.close();
    }

    Exchange enqueue(Exchange exchange) {
        outstanding.add(exchange);
        return exchange;
    }

    /** Takes no more requests until a backend's connection can take more. */
    void holdFor(BackendConnection connection) {
        heldFor++;
        connection.whenWritable(() -> {
            heldFor--;
            pumpAnew();
        });
    }

    /** Writes the replies that are there and due. */
    void deliver() {
        if (delivering || gone) {
            return;
        }
        delivering = true;
        Exchange head;
        while ((head = outstanding.peek()) != null && head.done()) {
            outstanding.remove();
            ByteBuf reply = head.take();
            if (reply != null) {
                outlet.write(reply);
            }
        }
        delivering = false;
        // Half a queue of hysteresis, so that reading is not switched on and off with every reply.
        if (outstanding.size() <= outstandingMax / 2 && holdings.roomy()) {
            pump();
        }
    }

    /** Ends the connection once all requests that were begun have their replies. */
    public void drain() {
        draining = true;
        pumpAnew();
    }

    /** Writes what is left, then closes. */
    private void finish() {
        gone = true;
        decoder.close();
        pool.tally(loop).add(faulty ? PoolField.CLIENT_ERR : PoolField.CLIENT_EOF, 1);
        channel.writeAndFlush(loop.allocator().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            pumpAnew();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            pumpAnew();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!gone) {
            abort(inputEnded ? PoolField.CLIENT_EOF : PoolField.CLIENT_ERR);
        }
        pool.tally(loop).add(PoolField.CLIENT_CONNECTIONS, -1);
        loop.holders().remove(this);
        pool.leave();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Error || cause instanceof RuntimeException) {
            LOG.error("A bug: a client of pool {} is closed.", pool.name(), cause);
        }
        if (!gone) {
            abort(PoolField.CLIENT_ERR);
        }
        channel.close();
    }

    /** The client has left: its outstanding requests run on, and their replies are let go. */
    private void abort(PoolField why) {
        gone = true;
        pool.tally(loop).add(why, 1);
        decoder.close();
        Exchange exchange;
        while ((exchange = outstanding.poll()) != null) {
            ByteBuf reply = exchange.take();
            if (reply != null) {
                reply.release();
            }
        }
    }
}
