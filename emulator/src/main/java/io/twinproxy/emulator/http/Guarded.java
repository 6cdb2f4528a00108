package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.Probe;
import io.twinproxy.emulator.core.Probe.Result;
import io.twinproxy.emulator.wire.Addresses;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cloud under one lock, with a thread that settles it when something is due and starts the health checks. The
 * cloud's clock is taken to run at the speed of real time.
 */
final class Guarded implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long JOIN_MILLIS = 2_000;

    private final Cloud cloud;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final Prober prober;
    private final Thread pacer;
    private boolean closed;

    Guarded(Cloud cloud, Addresses addresses) {
        this.cloud = cloud;
        this.prober = new Prober(addresses, this::probed);
        this.pacer = Threads.named("emulator-pacer").newThread(this::pace);
        pacer.start();
    }

    <T> T with(Function<Cloud, T> use) {
        lock.lock();
        try {
            return use.apply(cloud);
        } finally {
            changed.signal();
            lock.unlock();
        }
    }

    private void probed(Probe probe, Result result) {
        with(c -> {
            c.probed(probe, result);
            return result;
        });
    }

    private void pace() {
        try {
            for (List<Probe> due = awaitProbes(); !due.isEmpty(); due = awaitProbes()) {
                due.forEach(prober::start);
            }
        } catch (InterruptedException e) {
            LOG.debug("the pacer was asked to end");
        } catch (RuntimeException e) {
            LOG.error("the emulator's world no longer settles by itself", e);
        }
    }

    /** Settles the world whenever something is due, until there are checks to make; none means the end. */
    private List<Probe> awaitProbes() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                List<Probe> due = cloud.takeProbes();
                if (!due.isEmpty()) {
                    return due;
                }
                OptionalLong next = cloud.nextChangeNanos();
                long waitNanos = next.isPresent() ? next.getAsLong() - cloud.nanos() : IDLE_NANOS;
                if (waitNanos > 0) {
                    var unused = changed.awaitNanos(waitNanos);
                }
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        prober.close();
        try {
            pacer.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
