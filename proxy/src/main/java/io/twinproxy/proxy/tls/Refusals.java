package io.twinproxy.proxy.tls;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the clients of one pool whose handshake failed, and logs at most one a second, with how many there were. Any thread. */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String pool;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    public Refusals(String pool) {
        this.pool = pool;
    }

    /** Since the start. */
    public long count() {
        return count.get();
    }

    /** @param client where it comes from */
    void note(String client, String why) {
        long now = System.nanoTime();
        long all = count.incrementAndGet();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
            long since = all - told.getAndSet(all);
            LOG.warn(
                    "A client of pool {} at {} is refused: TLS: {}; {} refused since this was last said.",
                    pool,
                    client,
                    why,
                    since);
        }
    }
}
