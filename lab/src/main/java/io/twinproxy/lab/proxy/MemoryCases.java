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

    /** What clients do; the proxy's memory is watched from before they connect until this returns. */
    private interface Clients {
        /** @param settle waits until memory has stopped growing, after which it is watched no more */
        void run(InetSocketAddress proxy, Settling settle) throws IOException;
    }

    private interface Settling {
        void settle() throws IOException;
    }

    /** Connections that have each had one reply and then stay open. */
    Growth idle(Target target, int connections) throws IOException {
        return grow(
                connections + " idle connections", target, new Keyspace(1, Keyspace.KEY_BYTES), (proxy, settling) -> {
                    List<SocketChannel> open = new ArrayList<>();
                    try {
                        for (int i = 0; i < connections; i++) {
                            SocketChannel channel = SocketChannel.open(proxy);
                            open.add(channel);
                            askOnce(channel);
                        }
                        settling.settle();
                    } finally {
                        for (SocketChannel channel : open) {
                            channel.close();
                        }
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

    /** One connection that asks for much and reads nothing, until all has been measured. */
    Growth unread(Target target) throws IOException {
        String what = UNREAD_REQUESTS + " values of " + UNREAD_VALUE_BYTES / 1000 + " kB asked for and not read";
        Keyspace keyspace = new Keyspace(1, UNREAD_VALUE_BYTES);
        return grow(what, target, keyspace, (proxy, settling) -> {
            try (UnreadClient client = new UnreadClient(proxy, keyspace, UNREAD_REQUESTS)) {
                client.ask();
                settling.settle();
                client.readAll();
            }
        });
    }

    private Growth grow(String what, Target target, Keyspace keyspace, Clients clients) throws IOException {
        try (Field field = new Field(1, launcher, List.of(target), directory, ports)) {
            field.backends().fill(keyspace);
            long pid = field.pids(target).get(0);
            long before = settled(pid);
            long[] most = {before};
            try (Peak peak = new Peak(pid)) {
                clients.run(field.addresses(target).get(0), () -> {
                    settled(pid);
                    most[0] = peak.mostKb();
                });
            }
            long after = settled(pid);
            Ask.awaitServing(target.word(), field.addresses(target).get(0), STEADY);
            return new Growth(what, target, before, most[0], after);
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
