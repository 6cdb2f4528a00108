package io.twinproxy.lab.proxy;

import io.twinproxy.lab.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What clients can make a proxy hold. Every case has fresh processes, since memory once grown tells nothing of the next. */
final class MemoryCases {
    /** Memory that has not grown for so long has stopped growing. */
    private static final Duration STEADY = Duration.ofSeconds(3);

    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final int UNREAD_VALUE_BYTES = 100_000;
    private static final int UNREAD_REQUESTS = 4_000;
    private static final byte[] END = "END\r\n".getBytes(StandardCharsets.US_ASCII);

    private final String launcher;
    private final Path directory;
    private final FreePorts ports;

    MemoryCases(String launcher, Path directory, FreePorts ports) {
        this.launcher = launcher;
        this.directory = directory;
        this.ports = ports;
    }

    private interface Clients {
        void connect(InetSocketAddress proxy, List<SocketChannel> open) throws IOException;
    }

    /** Connections that have each had one reply and then stay open. */
    Growth idle(Target target, int connections) throws IOException {
        return grow(connections + " idle connections", target, new Keyspace(1, Keyspace.KEY_BYTES), (proxy, open) -> {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(proxy);
                open.add(channel);
                askOnce(channel);
            }
        });
    }

    private static void askOnce(SocketChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap("get bench\r\n".getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer reply = ByteBuffer.allocate(END.length);
        while (reply.hasRemaining()) {
            if (channel.read(reply) < 0) {
                throw new IOException("the proxy closed a connection that was to be idle");
            }
        }
        if (!reply.flip().equals(ByteBuffer.wrap(END))) {
            throw new IOException("a get was not answered with END");
        }
    }

    /** One connection that asks for much and reads nothing. */
    Growth unread(Target target) throws IOException {
        String what = UNREAD_REQUESTS + " values of " + UNREAD_VALUE_BYTES / 1000 + " kB asked for and not read";
        Keyspace keyspace = new Keyspace(1, UNREAD_VALUE_BYTES);
        return grow(what, target, keyspace, (proxy, open) -> {
            SocketChannel channel = SocketChannel.open(proxy);
            open.add(channel);
            channel.configureBlocking(false);
            ByteBuffer get = ByteBuffer.allocate(UNREAD_REQUESTS * (Keyspace.KEY_BYTES + 6));
            for (int i = 0; i < UNREAD_REQUESTS; i++) {
                keyspace.putGet(get, 0);
            }
            get.flip();
            long deadline = System.nanoTime() + STEADY.toNanos();
            // What the proxy does not take in this time it has decided not to take.
            while (get.hasRemaining() && System.nanoTime() < deadline) {
                channel.write(get);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        });
    }

    private Growth grow(String what, Target target, Keyspace keyspace, Clients clients) throws IOException {
        try (Field field = new Field(1, launcher, List.of(target), directory, ports)) {
            field.backends().fill(keyspace);
            long pid = field.pids(target).get(0);
            long before = settled(pid);
            List<SocketChannel> open = new ArrayList<>();
            long most;
            try {
                clients.connect(field.addresses(target).get(0), open);
                most = settled(pid);
            } finally {
                for (SocketChannel channel : open) {
                    channel.close();
                }
            }
            long after = settled(pid);
            Ask.awaitServing(target.word(), field.addresses(target).get(0), STEADY);
            return new Growth(what, target, before, most, after);
        }
    }

    /** The most there was until it stopped growing. */
    private static long settled(long pid) throws IOException {
        long most = 0;
        long deadline = System.nanoTime() + WITHIN.toNanos();
        long steadyAt = System.nanoTime() + STEADY.toNanos();
        long last = 0;
        while (System.nanoTime() < Math.min(steadyAt, deadline)) {
            last = Proc.residentKb(pid);
            if (last > most + 256) {
                most = last;
                steadyAt = System.nanoTime() + STEADY.toNanos();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return most > last + 1024 ? most : last;
    }
}
