package io.twinproxy.lab.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One client: a batch of requests out in one write, their replies judged one by one. Its buffers are made once; on a kept
 * connection a request allocates nothing. For its generator's thread.
 */
final class LoadClient {
    private final Selector selector;
    private final InetSocketAddress address;
    private final Load load;
    private final Keyspace keyspace;
    private final Replies replies;
    private final LoadCounts counts;
    private final SplittableRandom random;
    private final byte[] in;
    private final ByteBuffer inBuffer;
    private final ByteBuffer out;
    /** The key of each request of the batch; its complement for a set. */
    private final int[] asked;

    private int answered;
    private long since;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;

    LoadClient(
            Selector selector,
            InetSocketAddress address,
            Load load,
            Keyspace keyspace,
            LoadCounts counts,
            SplittableRandom random) {
        this.selector = selector;
        this.address = address;
        this.load = load;
        this.keyspace = keyspace;
        this.replies = new Replies(keyspace);
        this.counts = counts;
        this.random = random;
        this.in = new byte[load.depth() * keyspace.hitBytes() + 2 * Replies.LINE_BYTES_MAX];
        this.inBuffer = ByteBuffer.wrap(in);
        this.out = ByteBuffer.allocateDirect(load.depth() * keyspace.setBytes());
        this.asked = new int[load.depth()];
        this.answered = load.depth();
    }

    /** Sends a batch; its latency counts from the given time. */
    void begin(long sinceNanos) throws IOException {
        since = sinceNanos;
        answered = 0;
        out.clear();
        for (int i = 0; i < asked.length; i++) {
            int one = random.nextInt(keyspace.count());
            if (random.nextInt(100) < load.setPercent()) {
                keyspace.putSet(out, one);
                asked[i] = ~one;
            } else {
                keyspace.putGet(out, one);
                asked[i] = one;
            }
        }
        out.flip();
        if (channel == null) {
            connect();
        } else {
            write(channel);
        }
    }

    private void connect() throws IOException {
        inBuffer.clear();
        SocketChannel fresh = SocketChannel.open();
        channel = fresh;
        fresh.configureBlocking(false);
        fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean there = fresh.connect(address);
        key = fresh.register(selector, there ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        if (there) {
            write(fresh);
        }
    }

    private void write(SocketChannel to) throws IOException {
        to.write(out);
        SelectionKey own = key;
        if (own == null) {
            throw new IllegalStateException("written to before it is registered");
        }
        int interest = out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (own.interestOps() != interest) {
            own.interestOps(interest);
        }
    }

    /** Takes what the socket has; answers whether the batch is complete, by which the client is free. */
    boolean ready(long nowNanos) throws IOException {
        SocketChannel open = channel;
        SelectionKey own = key;
        if (open == null || own == null || !own.isValid()) {
            return false;
        }
        if (own.isConnectable()) {
            open.finishConnect();
            write(open);
        } else if (own.isWritable()) {
            write(open);
        }
        if (!own.isReadable()) {
            return false;
        }
        if (open.read(inBuffer) < 0) {
            throw new IOException("closed by the other side");
        }
        judge(nowNanos);
        if (answered < asked.length) {
            return false;
        }
        if (inBuffer.position() > 0) {
            throw new IOException("more came than was asked for");
        }
        if (!load.persistent()) {
            disconnect();
        }
        return true;
    }

    private void judge(long nowNanos) throws IOException {
        int at = 0;
        int end = inBuffer.position();
        while (answered < asked.length && at < end) {
            int wanted = asked[answered];
            boolean set = wanted < 0;
            int one = set ? ~wanted : wanted;
            // What is nearly always true is looked at first: no search for the end of a line.
            boolean hit = !set && end - at >= keyspace.hitBytes() && keyspace.hit(in, at, one);
            int length = hit ? keyspace.hitBytes() : replies.length(in, at, end);
            if (length < 0 || (length == 0 && at == 0 && !inBuffer.hasRemaining())) {
                counts.reply(Verdict.WRONG, since, nowNanos);
                throw new IOException("a reply that cannot be followed");
            }
            if (length == 0) {
                break;
            }
            counts.reply(hit ? Verdict.RIGHT : replies.judge(in, at, length, one, set), since, nowNanos);
            answered++;
            at += length;
        }
        inBuffer.flip().position(at);
        inBuffer.compact();
    }

    /** Closes the connection, if there is one; the next batch opens another. */
    void disconnect() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
            key = null;
        }
    }
}
