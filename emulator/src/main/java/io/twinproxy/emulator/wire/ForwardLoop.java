package io.twinproxy.emulator.wire;

import io.twinproxy.emulator.wire.Front.Way;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The selector thread of a forward wire: it alone touches fronts and carried connections. */
final class ForwardLoop implements AutoCloseable {
    static final int BACKLOG = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ForwardLoop.class);
    private static final int CARRIED_MAX = 8192;
    private static final int HANGING_MAX = 1024;

    /** A change takes microseconds; a thread that was not scheduled for this long is not waited for further. */
    private static final Duration CHANGE_MAX = Duration.ofMillis(500);

    /** A connection that meets nobody, and when it is reset. */
    private record Hanging(SocketChannel client, long untilNanos) {}

    private final Selector selector;
    private final Thread thread;
    private final Unheld unheld;
    private final long hangNanos;
    private final ConcurrentLinkedQueue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final List<Front> fronts = new ArrayList<>();
    private final Set<Carried> carried = new LinkedHashSet<>();
    private final ArrayDeque<Hanging> hanging = new ArrayDeque<>();
    private volatile int carriedCount;
    private volatile boolean closed;

    ForwardLoop(Unheld unheld, Duration hangMax) throws IOException {
        this.unheld = unheld;
        this.hangNanos = hangMax.toNanos();
        this.selector = Selector.open();
        this.thread = new Thread(this::run, "emulator-forward-wire");
        thread.setDaemon(true);
        thread.start();
    }

    int carried() {
        return carriedCount;
    }

    void add(Front front) {
        order(() -> {
            try {
                front.listening.register(selector, SelectionKey.OP_ACCEPT, front);
                fronts.add(front);
            } catch (IOException e) {
                LOG.error("{} cannot be listened for", front.name, e);
            }
        });
    }

    /** Changes the fronts of a name, resets what no longer holds of their connections, and waits until it is done. */
    void change(String name, Consumer<Front> change, Predicate<Carried> ends) {
        order(() -> {
            fronts.stream().filter(f -> f.name.equals(name)).forEach(change);
            List<Carried> ended = carried.stream()
                    .filter(c -> c.front.name.equals(name))
                    .filter(ends)
                    .toList();
            ended.forEach(Carried::reset);
        });
    }

    private void order(Runnable order) {
        CountDownLatch done = new CountDownLatch(1);
        orders.add(() -> {
            order.run();
            done.countDown();
        });
        selector.wakeup();
        try {
            if (!closed && !done.await(CHANGE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the forward wire did not switch within {}", CHANGE_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(waitMillis());
                for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
                    order.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    turn(key);
                }
                selector.selectedKeys().clear();
                endHanging(System.nanoTime());
            }
        } catch (ClosedSelectorException e) {
            LOG.debug("the forward wire was closed");
        } catch (IOException | RuntimeException e) {
            LOG.error("the forward wire carries nothing any more", e);
        } finally {
            end();
        }
    }

    /** Zero waits without bound. */
    private long waitMillis() {
        Hanging first = hanging.peek();
        return first == null ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(first.untilNanos() - System.nanoTime()));
    }

    private void turn(SelectionKey key) {
        try {
            if (key.attachment() instanceof Carried pair) {
                pair.ready(key);
            } else if (key.attachment() instanceof Front front && key.isAcceptable()) {
                accept(front);
            }
        } catch (CancelledKeyException e) {
            // Its connection was reset by an earlier key of this turn.
            return;
        }
    }

    private void accept(Front front) {
        try {
            for (SocketChannel client = front.listening.accept(); client != null; client = front.listening.accept()) {
                carry(front, client);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot accept: {}", front.name, e.toString());
        }
    }

    private void carry(Front front, SocketChannel client) {
        Optional<Way> way = front.next();
        if (way.isEmpty() && unheld == Unheld.HANG && hanging.size() < HANGING_MAX) {
            hanging.add(new Hanging(client, System.nanoTime() + hangNanos));
        } else if (way.isEmpty() || carried.size() >= CARRIED_MAX) {
            Carried.reset(client);
        } else {
            Carried[] self = new Carried[1];
            Carried.open(front, way.get().target(), client, way.get().address(), selector, () -> forget(self[0]))
                    .ifPresent(opened -> {
                        self[0] = opened;
                        carried.add(opened);
                        carriedCount = carried.size();
                    });
        }
    }

    private void forget(Carried ended) {
        carried.remove(ended);
        carriedCount = carried.size();
    }

    private void endHanging(long nowNanos) {
        for (Hanging first = hanging.peek();
                first != null && first.untilNanos() - nowNanos <= 0;
                first = hanging.peek()) {
            hanging.remove();
            Carried.reset(first.client());
        }
    }

    private void end() {
        closed = true;
        List.copyOf(carried).forEach(Carried::reset);
        hanging.forEach(h -> Carried.reset(h.client()));
        for (Front front : fronts) {
            try {
                front.listening.close();
            } catch (IOException e) {
                LOG.warn("{} was not closed: {}", front.name, e.toString());
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.warn("the selector was not closed: {}", e.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(CHANGE_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
