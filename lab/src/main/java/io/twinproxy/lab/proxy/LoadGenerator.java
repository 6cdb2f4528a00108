package io.twinproxy.lab.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Clients of one load, all on the thread that runs it. In an open loop a request has its time whether or not a client is
 * free then, and its latency counts from that time; so a server that stalls is charged for all who wait.
 */
final class LoadGenerator {
    /** A server that breaks more connections than this is not measured but out of order. */
    private static final long BROKEN_MAX = 1_000;

    private static final long SELECT_MILLIS = 10;
    /**
     * How long an open loop may sleep. A selector waits for whole milliseconds, which is longer than a request takes; to
     * turn without a rest would take a core from what is measured.
     */
    private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private final Load load;
    private final Window window;
    private final LoadCounts counts;
    private final Selector selector;
    private final List<LoadClient> clients = new ArrayList<>();
    private final ArrayDeque<LoadClient> free = new ArrayDeque<>();
    private final Consumer<SelectionKey> ready = this::ready;
    private long batches;
    private long now;

    /** @param addresses where each client connects to, over and over if there are more clients */
    LoadGenerator(Load load, List<InetSocketAddress> addresses, Keyspace keyspace, Window window, long seed)
            throws IOException {
        this.load = load;
        this.window = window;
        this.counts = new LoadCounts(window);
        this.selector = Selector.open();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < load.connections(); i++) {
            InetSocketAddress address = addresses.get(i % addresses.size());
            clients.add(new LoadClient(selector, address, load, keyspace, counts, random.split()));
        }
    }

    /** Runs to the window's end, then closes everything. */
    LoadCounts run() throws IOException {
        try (selector) {
            now = System.nanoTime();
            free.addAll(clients);
            while (!window.ended(now)) {
                send();
                if (!load.open()) {
                    selector.select(ready, SELECT_MILLIS);
                } else if (selector.selectNow(ready) == 0) {
                    LockSupport.parkNanos(NAP_NANOS);
                }
                now = System.nanoTime();
                if (counts.brokenConnections() > BROKEN_MAX) {
                    throw new IOException("more than " + BROKEN_MAX + " connections broke");
                }
            }
            for (LoadClient client : clients) {
                client.disconnect();
            }
        }
        return counts;
    }

    /** Gives free clients their next batch: at once, or as many as are due. */
    private void send() {
        // No more than are free now: one whose connection fails is free again at once.
        for (int left = free.size(); left > 0; left--) {
            long since = load.open() ? window.startNanos() + (long) (batches * load.depth() * 1e9 / load.rate()) : now;
            if (since - now > 0) {
                return;
            }
            batches++;
            begin(free.remove(), since);
        }
    }

    private void begin(LoadClient client, long since) {
        try {
            client.begin(since);
        } catch (IOException e) {
            broke(client);
        }
    }

    private void ready(SelectionKey key) {
        LoadClient client = (LoadClient) key.attachment();
        try {
            if (client.ready(System.nanoTime())) {
                free.add(client);
            }
        } catch (IOException e) {
            broke(client);
        }
    }

    /** Counts a connection that failed; its client is free and will connect anew. */
    private void broke(LoadClient client) {
        counts.broken();
        free.add(client);
        try {
            client.disconnect();
        } catch (IOException e) {
            System.err.println("closing a connection failed: " + e.getMessage());
        }
    }
}
