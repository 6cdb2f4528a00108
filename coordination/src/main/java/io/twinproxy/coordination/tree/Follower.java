package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Scheduler;
import io.twinproxy.coordination.Store.Listener;
import io.twinproxy.coordination.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Turns "something changed there" into whole pictures for one listener. {@link #changed} and {@link #connection} are
 * cheap and may be called from any thread; reading and the listener happen on the scheduler's. However many changes come
 * while one reading is under way, one more reading follows.
 */
public final class Follower {
    /** Between tries at a reading that failed though the connection seems to be there. */
    private static final Duration RETRY = Duration.ofMillis(200);

    private final PairTree tree;
    private final Optional<String> only;
    private final Listener listener;
    private final Scheduler scheduler;

    private final SortedSet<String> changed = new TreeSet<>();
    private boolean all = true;
    private boolean connected;
    private boolean dropped;
    private boolean due;
    private boolean closed;

    /** What the listener has been told; the scheduler's thread only. */
    private final SortedSet<String> known = new TreeSet<>();

    private Optional<Boolean> told = Optional.empty();
    private boolean toldAbsent;

    public Follower(PairTree tree, Optional<String> only, Listener listener, Scheduler scheduler) {
        this.tree = tree;
        this.only = only;
        this.listener = listener;
        this.scheduler = scheduler;
    }

    /** Below which path changes matter. */
    public String root() {
        return only.map(Paths::pair).orElse(Paths.PAIRS);
    }

    public void changed(String path) {
        Paths.pairOf(path)
                .filter(pair -> only.isEmpty() || only.get().equals(pair))
                .ifPresent(this::mark);
    }

    private synchronized void mark(String pair) {
        changed.add(pair);
        look(Duration.ZERO);
    }

    /** The connection came or went. When it comes, everything is read again: what happened meanwhile is not told. */
    public synchronized void connection(boolean there) {
        dropped |= !there;
        all |= there;
        connected = there;
        look(Duration.ZERO);
    }

    public synchronized void close() {
        closed = true;
    }

    private void look(Duration delay) {
        if (!due && !closed) {
            due = true;
            scheduler.after(delay, this::run);
        }
    }

    private void run() {
        boolean gone;
        boolean there;
        boolean everything;
        SortedSet<String> pairs;
        synchronized (this) {
            due = false;
            if (closed) {
                return;
            }
            gone = dropped;
            there = connected;
            dropped = false;
            everything = all && there;
            all &= !there;
            pairs = new TreeSet<>(changed);
            changed.clear();
        }
        tell(gone, there);
        if (there) {
            try {
                read(everything, pairs);
            } catch (UnavailableException e) {
                again(everything, pairs);
            }
        }
    }

    private synchronized void again(boolean everything, SortedSet<String> pairs) {
        all |= everything;
        changed.addAll(pairs);
        look(RETRY);
    }

    private void tell(boolean gone, boolean there) {
        if (gone && told.orElse(true)) {
            told = Optional.of(false);
            listener.connected(false);
        }
        if (there && !told.orElse(false)) {
            told = Optional.of(true);
            listener.connected(true);
        }
    }

    private void read(boolean everything, SortedSet<String> pairs) throws UnavailableException {
        SortedSet<String> asked = new TreeSet<>(pairs);
        if (everything) {
            asked.addAll(known);
            if (only.isPresent()) {
                asked.add(only.get());
            } else {
                asked.addAll(tree.pairs());
            }
        }
        SortedMap<String, PairRecords> read = tree.read(asked);
        for (String pair : asked) {
            PairRecords records = read.get(pair);
            if (records != null) {
                known.add(pair);
                listener.changed(records);
            } else if (known.remove(pair) || (only.isPresent() && !toldAbsent)) {
                toldAbsent = true;
                listener.removed(pair);
            }
        }
    }
}
