package io.twinproxy.lab.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks for one value again and again and reads nothing; and at last reads it all, since what a proxy holds for requests it
 * has refused, or whose replies it has lost, proves nothing.
 */
final class UnreadClient implements AutoCloseable {
    private static final Duration ASKING = Duration.ofSeconds(3);
    private static final Duration READING = Duration.ofMinutes(2);

    private final Keyspace keyspace;
    private final int requests;
    private final SocketChannel channel;
    private final ByteBuffer gets;

    UnreadClient(InetSocketAddress proxy, Keyspace keyspace, int requests) throws IOException {
        this.keyspace = keyspace;
        this.requests = requests;
        this.gets = ByteBuffer.allocate(requests * (Keyspace.KEY_BYTES + 6));
        for (int i = 0; i < requests; i++) {
            keyspace.putGet(gets, 0);
        }
        gets.flip();
        this.channel = SocketChannel.open(proxy);
        channel.configureBlocking(false);
    }

    /** Sends what the proxy takes; what it does not take in this time it has decided not to take. */
    void ask() throws IOException {
        long deadline = System.nanoTime() + ASKING.toNanos();
        while (gets.hasRemaining() && System.nanoTime() < deadline) {
            if (channel.write(gets) == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    /**
     * Sends the rest and reads every reply.
     *
     * @throws IOException when one of them is missing, or is not the value
     */
    void readAll() throws IOException {
        Replies replies = new Replies(keyspace);
        byte[] in = new byte[keyspace.hitBytes()];
        ByteBuffer reply = ByteBuffer.wrap(in);
        long deadline = System.nanoTime() + READING.toNanos();
        int right = 0;
        while (right < requests) {
            if (System.nanoTime() > deadline) {
                throw new IOException("of " + requests + " values asked for " + right + " came in time");
            }
            int moved = gets.hasRemaining() ? channel.write(gets) : 0;
            int read = channel.read(reply);
            if (read < 0) {
                throw new IOException("of " + requests + " values asked for " + right + " came before the end");
            }
            if (!reply.hasRemaining()) {
                Verdict verdict = replies.judge(in, 0, in.length, 0, false);
                if (verdict != Verdict.RIGHT) {
                    throw new IOException("the reply after " + right + " right ones is " + verdict);
                }
                right++;
                reply.clear();
            }
            if (moved == 0 && read == 0) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
