package io.twinproxy.proxy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that each keep one connection and check every reply: a value names its key, in front and at the end, and replies
 * come in the order of requests. Sets, gets and gets of several keys, some in a pipeline.
 */
final class LoadClients implements AutoCloseable {
    private static final int KEYS = 500;
    private static final int IN_A_PIPELINE = 8;
    private static final int TOLD_MAX = 20;

    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder replies = new LongAdder();
    private final LongAdder values = new LongAdder();
    private final AtomicInteger dropped = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final CountDownLatch failed = new CountDownLatch(1);
    private final LongAccumulator slowestNanos = new LongAccumulator(Math::max, 0);
    private volatile boolean over;

    /**
     * What came of it.
     *
     * @param values how many of the replies' values were there
     * @param dropped connections that ended
     * @param wrong replies that were not to the request
     * @param errors replies that were errors
     */
    record Outcome(long replies, long values, int dropped, List<String> wrong, List<String> errors, Duration slowest) {
        @Override
        public String toString() {
            return replies + " replies, " + values + " values, " + dropped + " dropped connections, " + wrong.size()
                    + " wrong replies, " + errors.size() + " errors, the slowest pipeline " + slowest.toMillis()
                    + " ms";
        }
    }

    /** What is awaited: the keys that were asked for; none for a set. */
    private record Asked(List<String> keys) {}

    private LoadClients() {}

    /** An equal number of clients at each port. */
    static LoadClients start(int clients, int... ports) {
        LoadClients all = new LoadClients();
        for (int i = 0; i < clients; i++) {
            int port = ports[i % ports.length];
            int seed = i;
            Thread thread = new Thread(() -> all.run(port, seed), "load-client-" + i);
            thread.setDaemon(true);
            all.threads.add(thread);
        }
        all.threads.forEach(Thread::start);
        return all;
    }

    private void run(int port, int seed) {
        Random chance = new Random(seed);
        try (TextClient client = new TextClient(port)) {
            while (!over) {
                long before = System.nanoTime();
                pipeline(client, port, chance);
                slowestNanos.accumulate(System.nanoTime() - before);
            }
        } catch (RuntimeException e) {
            wrong.add(e.toString());
            failed.countDown();
        }
    }

    private void pipeline(TextClient client, int port, Random chance) {
        StringBuilder requests = new StringBuilder();
        ArrayDeque<Asked> asked = new ArrayDeque<>();
        for (int i = 1 + chance.nextInt(IN_A_PIPELINE); i > 0; i--) {
            int kind = chance.nextInt(10);
            if (kind < 3) {
                String value = value(key(port, chance), chance);
                requests.append("set ")
                        .append(value, 0, value.indexOf(' '))
                        .append(" 0 0 ")
                        .append(value.length());
                requests.append("\r\n").append(value).append("\r\n");
                asked.add(new Asked(List.of()));
            } else {
                List<String> keys = new ArrayList<>();
                for (int key = kind < 8 ? 1 : 6; key > 0; key--) {
                    String next = key(port, chance);
                    if (!keys.contains(next)) {
                        keys.add(next);
                    }
                }
                requests.append("get ").append(String.join(" ", keys)).append("\r\n");
                asked.add(new Asked(keys));
            }
        }
        client.send(requests.toString());
        while (!asked.isEmpty()) {
            check(client.reply(), asked.remove());
        }
    }

    /** Two pools share servers: each has keys of its own. */
    private static String key(int port, Random chance) {
        return chance.nextInt(KEYS) + ".of.port." + port;
    }

    private static String value(String key, Random chance) {
        return key + " " + "x".repeat(chance.nextInt(600)) + " " + key;
    }

    private void check(String reply, Asked asked) {
        replies.increment();
        if (reply.equals("<eof>") || reply.equals("<reset>")) {
            dropped.incrementAndGet();
            failed.countDown();
            throw new IllegalStateException("a connection was dropped");
        }
        if (reply.startsWith("SERVER_ERROR")) {
            errors.add(reply);
            failed.countDown();
        } else if (!(asked.keys().isEmpty() ? reply.equals("STORED") : right(reply, asked.keys()))) {
            wrong.add(reply + " to " + asked);
            failed.countDown();
        }
    }

    private boolean right(String reply, List<String> keys) {
        List<String> parts = Arrays.asList(reply.split("\\|", -1));
        int key = 0;
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            String[] head = parts.get(i).split(" ", -1);
            while (key < keys.size() && !keys.get(key).equals(head[1])) {
                key++;
            }
            String value = parts.get(i + 1);
            if (key == keys.size() || !value.startsWith(head[1] + " ") || !value.endsWith(" " + head[1])) {
                return false;
            }
            values.increment();
            key++;
        }
        return parts.get(parts.size() - 1).equals("END");
    }

    /** Waits a while; whether something has gone wrong. */
    boolean failed(Duration patience) throws InterruptedException {
        return failed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    Outcome stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
            if (thread.isAlive()) {
                wrong.add(thread.getName() + " waits for a reply");
            }
        }
        return new Outcome(
                replies.sum(),
                values.sum(),
                dropped.get(),
                wrong.stream().limit(TOLD_MAX).toList(),
                errors.stream().limit(TOLD_MAX).toList(),
                Duration.ofNanos(slowestNanos.get()));
    }

    @Override
    public void close() {
        over = true;
    }
}
