package io.twinproxy.coordination.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prober on plain sockets: one daemon thread and one selector for all targets, and one thread for looking names up,
 * which would block. Other threads only post to a bounded mailbox. A bug in a listener ends the prober; every sighting
 * then reads unknown, and the thread's uncaught-exception handler hears of it.
 */
public final class NioProber implements Prober {
    /** Two sockets a target at most; ten times the pairs one ensemble is meant for. */
    private static final int TARGETS_MAX = 4096;

    /** With nothing to do the thread still looks this often; a post wakes it anyway. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(NioProber.class);

    private final LongSupplier ticker;
    private final Selector selector;
    private final Thread thread;
    private final ThreadPoolExecutor names;
    private final ArrayBlockingQueue<Runnable> mailbox = new ArrayBlockingQueue<>(4 * TARGETS_MAX);
    private final List<NioWatch> watches = new ArrayList<>();
    private final AtomicInteger watched = new AtomicInteger();
    private final Consumer<Throwable> onDeath;
    private volatile boolean closed;

    private NioProber(LongSupplier ticker, Selector selector, Consumer<Throwable> onDeath) {
        this.ticker = ticker;
        this.onDeath = onDeath;
        this.selector = selector;
        this.thread = new Thread(this::run, "prober");
        this.thread.setDaemon(true);
        this.names = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(TARGETS_MAX), NioProber::namesThread);
        this.names.allowCoreThreadTimeOut(true);
    }

    /** As the other, for who can do without probes: their end is only logged. */
    public static NioProber start(LongSupplier ticker) {
        return start(ticker, cause -> {});
    }

    /**
     * Starts the thread. {@code ticker} is a monotonic clock in nanoseconds, such as {@link System#nanoTime}; {@code
     * onDeath} hears, on that thread, that a bug has ended the probes: every sighting is unknown from then on.
     */
    public static NioProber start(LongSupplier ticker, Consumer<Throwable> onDeath) {
        try {
            NioProber prober = new NioProber(ticker, Selector.open(), onDeath);
            prober.thread.start();
            return prober;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a selector for the probes", e);
        }
    }

    @Override
    public Watch watch(Target target, Consumer<Sighting> onChange) {
        if (closed) {
            throw new IllegalStateException("the prober is closed");
        }
        if (watched.incrementAndGet() > TARGETS_MAX) {
            watched.decrementAndGet();
            throw new IllegalStateException("more than " + TARGETS_MAX + " targets are probed already");
        }
        NioWatch watch = new NioWatch(this, target, onChange, ticker.getAsLong());
        post(() -> {
            watches.add(watch);
            watch.begin();
        });
        return watch;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        names.shutdownNow();
        if (Thread.currentThread() != thread) {
            try {
                thread.join(STOP_WITHIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    long now() {
        return ticker.getAsLong();
    }

    Selector selector() {
        return selector;
    }

    ThreadPoolExecutor names() {
        return names;
    }

    /** Runs something on the prober's thread, soon. The bound leaves four posts for every target there may be. */
    void post(Runnable job) {
        if (!closed) {
            mailbox.add(job);
            selector.wakeup();
        }
    }

    void forget(NioWatch watch) {
        if (watches.remove(watch)) {
            watched.decrementAndGet();
        }
    }

    private void run() {
        try {
            while (!closed) {
                turn();
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("The probes end", e);
            onDeath.accept(e);
        } finally {
            closed = true;
            List.copyOf(watches).forEach(NioWatch::end);
            closeSelector();
        }
    }

    private void turn() throws IOException {
        long until = now() + IDLE_NANOS;
        for (NioWatch watch : watches) {
            until = Math.min(until, watch.wakeAt());
        }
        long waitMillis = TimeUnit.NANOSECONDS.toMillis(until - now() + 999_999);
        if (waitMillis > 0 && mailbox.isEmpty()) {
            selector.select(this::ready, waitMillis);
        }
        // Read the clock first, the sockets after it, and only then look for misses: whatever had come by this
        // reading of the clock is taken in before anything counts as unanswered at it.
        long now = now();
        selector.selectNow(this::ready);
        for (Runnable job = mailbox.poll(); job != null; job = mailbox.poll()) {
            job.run();
        }
        for (NioWatch watch : List.copyOf(watches)) {
            watch.due(now);
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Line line) {
            line.ready();
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            LOG.warn("The probes' selector does not close: {}", e.getMessage());
        }
    }

    private static Thread namesThread(Runnable job) {
        Thread thread = new Thread(job, "prober-names");
        thread.setDaemon(true);
        return thread;
    }
}
