package io.twinproxy.agent.core;

import io.twinproxy.coordination.PairRecords;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The only door into the loop for other threads. It holds the newest of each kind of news and no more, which bounds it:
 * everything that comes is a whole picture, and an older picture is worth nothing beside a newer one.
 */
public final class Inbox {
    private final Object lock = new Object();
    private News news = News.NONE;
    private boolean fresh;

    public void records(PairRecords records) {
        post(n -> new News(
                Optional.of(records), n.connected(), n.reconnected(), n.written(), n.looked(), n.sighted(), n.stop()));
    }

    public void connected(boolean connected) {
        post(n -> new News(
                n.records(),
                Optional.of(connected),
                n.reconnected() || connected,
                n.written(),
                n.looked(),
                n.sighted(),
                n.stop()));
    }

    public void written(Written written) {
        post(n -> new News(
                n.records(), n.connected(), n.reconnected(), Optional.of(written), n.looked(), n.sighted(), n.stop()));
    }

    public void looked(HostState state) {
        post(n -> new News(
                n.records(), n.connected(), n.reconnected(), n.written(), Optional.of(state), n.sighted(), n.stop()));
    }

    public void sighted(PeerSeen seen) {
        post(n -> new News(
                n.records(), n.connected(), n.reconnected(), n.written(), n.looked(), Optional.of(seen), n.stop()));
    }

    /** Asks the loop to leave: to say so, to wait until the endpoint has gone elsewhere, and to end. */
    public void stop() {
        post(n -> new News(n.records(), n.connected(), n.reconnected(), n.written(), n.looked(), n.sighted(), true));
    }

    News take() {
        synchronized (lock) {
            News taken = news;
            news = News.NONE;
            fresh = false;
            return taken;
        }
    }

    /** Waits until there is news, or as long as given. */
    public void await(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            for (long left = atMost.toNanos(); !fresh && left > 0; left = deadline - System.nanoTime()) {
                lock.wait(left / 1_000_000 + 1);
            }
        }
    }

    private void post(UnaryOperator<News> change) {
        synchronized (lock) {
            news = change.apply(news);
            fresh = true;
            lock.notifyAll();
        }
    }
}
