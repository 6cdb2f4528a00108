package io.twinproxy.coordination.memory;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Scheduler;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.tree.Change;
import io.twinproxy.coordination.tree.Glimpse;
import io.twinproxy.coordination.tree.Nodes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * One client's connection and session: whether it reaches the servers, pings while it does, and a new session when the
 * old one is gone. One thread.
 */
final class MemorySession implements Nodes {
    /** What the client hears of its own connection and of the tree. */
    interface Hearer {
        void connection(boolean there);

        void changed(List<String> paths);

        boolean caresFor(String path);
    }

    private final MemoryEnsemble ensemble;
    private final String client;
    private final Scheduler scheduler;
    private final Duration timeout;
    private final Duration delay;
    private final Hearer hearer;
    private long session;
    private boolean connected;
    private boolean cut;
    private boolean killed;
    private int repliesToLose;

    MemorySession(
            MemoryEnsemble ensemble,
            String client,
            Scheduler scheduler,
            Duration timeout,
            Duration delay,
            Hearer hearer) {
        this.ensemble = ensemble;
        this.client = client;
        this.scheduler = scheduler;
        this.timeout = timeout;
        this.delay = delay;
        this.hearer = hearer;
    }

    void begin() {
        ensemble.join(this);
        connect();
        scheduler.after(timeout.dividedBy(3), this::ping);
    }

    boolean connected() {
        return connected;
    }

    boolean killed() {
        return killed;
    }

    Duration timeout() {
        return timeout;
    }

    boolean running(long id) {
        return ensemble.running(id);
    }

    void partition(boolean on, Duration noticedAfter) {
        cut = on;
        if (!on) {
            // What was missed is not told again: a connection that healed unnoticed is a new one all the same.
            lose();
            comeBack();
        } else if (noticedAfter.isZero()) {
            lose();
        } else {
            scheduler.after(noticedAfter, () -> {
                if (cut) {
                    lose();
                }
            });
        }
    }

    void loseReplies(int count) {
        repliesToLose += count;
    }

    void expire() {
        lose();
        ensemble.end(session);
        comeBack();
    }

    void kill() {
        killed = true;
        connected = false;
        ensemble.leave(this);
    }

    void end() {
        if (!killed) {
            if (!cut && !ensemble.down()) {
                ensemble.end(session);
            }
            kill();
        }
    }

    /** The connection is gone: known here at once; the servers wait for the session's timeout. */
    void lose() {
        if (connected) {
            connected = false;
            hearer.connection(false);
        }
    }

    void comeBack() {
        scheduler.after(delay, () -> {
            if (!connected) {
                connect();
            }
        });
    }

    private void connect() {
        if (killed || cut || ensemble.down()) {
            return;
        }
        if (session == 0 || !ensemble.touch(session)) {
            session = ensemble.open(this, timeout);
        }
        connected = true;
        hearer.connection(true);
    }

    private void ping() {
        if (!killed) {
            if (connected && !cut && !ensemble.touch(session)) {
                expired();
            }
            scheduler.after(timeout.dividedBy(3), this::ping);
        }
    }

    private void expired() {
        lose();
        comeBack();
    }

    private void reach() throws UnavailableException {
        if (killed || cut || !connected || ensemble.down()) {
            throw new UnavailableException("the store does not answer " + client);
        }
        if (!ensemble.touch(session)) {
            expired();
            throw new UnavailableException("the session of " + client + " has expired");
        }
    }

    @Override
    public void freshen() throws UnavailableException {
        reach();
    }

    @Override
    public Glimpse look(Collection<String> paths, Collection<String> parents) throws UnavailableException {
        reach();
        return ensemble.tree().look(paths, parents);
    }

    @Override
    public int commit(List<Change> changes) throws ConflictException, UnavailableException {
        reach();
        MemoryTree.Done done = ensemble.tree().commit(session, changes);
        ensemble.changed(done.paths());
        if (repliesToLose > 0) {
            repliesToLose--;
            throw new UnavailableException("the reply to " + client + " was lost");
        }
        return done.version();
    }

    @Override
    public long session() {
        return session;
    }

    void notice(List<String> paths) {
        List<String> heard =
                connected && !cut ? paths.stream().filter(hearer::caresFor).toList() : List.of();
        if (!heard.isEmpty()) {
            scheduler.after(delay, () -> {
                if (connected && !cut) {
                    hearer.changed(heard);
                }
            });
        }
    }
}
