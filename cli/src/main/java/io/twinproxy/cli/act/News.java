package io.twinproxy.cli.act;

import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest picture of every pair watched. The store's thread puts them in, one other thread waits for them; bounded
 * by the number of pairs, since only the newest of each is kept.
 */
public final class News implements Store.Listener {
    /**
     * As of one moment.
     *
     * @param pairs the newest records of every pair heard of
     * @param ended nobody wants to hear more
     * @param version grows with every change
     */
    public record Edition(SortedMap<String, PairRecords> pairs, boolean connected, boolean ended, long version) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeMap<String, PairRecords> pairs = new TreeMap<>();
    private boolean connected = true;
    private boolean ended;
    private long version;

    @Override
    public void changed(PairRecords records) {
        change(() -> pairs.put(records.pair(), records));
    }

    @Override
    public void removed(String pair) {
        change(() -> pairs.remove(pair));
    }

    @Override
    public void connected(boolean now) {
        change(() -> connected = now);
    }

    /** Wakes whoever waits: there is nothing more to hear. */
    public void end() {
        change(() -> ended = true);
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            version++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The newest edition, as soon as it is newer than {@code seen}, at the latest after {@code atMost}. */
    public Edition after(long seen, Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (version <= seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            return new Edition(new TreeMap<>(pairs), connected, ended, version);
        } finally {
            lock.unlock();
        }
    }
}
