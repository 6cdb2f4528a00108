package io.twinproxy.coordination.memory;

import io.twinproxy.coordination.Scheduler;
import io.twinproxy.coordination.tree.ParsedPairs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The servers: the tree and who has a session, under the servers' own clock. Notifications go to each client by that
 * client's scheduler; sessions expire by this one's. One thread.
 */
public final class MemoryEnsemble {
    private final LongSupplier nanos;
    private final Scheduler scheduler;
    private final MemoryTree tree = new MemoryTree();
    private final ParsedPairs parsed = new ParsedPairs();
    private final SortedMap<Long, Session> sessions = new TreeMap<>();
    private final Set<MemorySession> clients = new LinkedHashSet<>();
    private long lastSession;
    private boolean down;

    /** A session as the servers see it. */
    private static final class Session {
        final MemorySession client;
        final Duration timeout;
        long heardNanos;

        Session(MemorySession client, Duration timeout, long heardNanos) {
            this.client = client;
            this.timeout = timeout;
            this.heardNanos = heardNanos;
        }
    }

    public MemoryEnsemble(LongSupplier nanos, Scheduler scheduler) {
        this.nanos = nanos;
        this.scheduler = scheduler;
    }

    /** Takes all servers down, or brings them back. Sessions do not expire meanwhile, and get a whole timeout after. */
    public void outage(boolean on) {
        if (down == on) {
            return;
        }
        down = on;
        if (!on) {
            sessions.values().forEach(session -> session.heardNanos = nanos.getAsLong());
        }
        for (MemorySession client : List.copyOf(clients)) {
            if (on) {
                client.lose();
            } else {
                client.comeBack();
            }
        }
    }

    /** Overwrites a node with bytes of the caller's; the version moves and the clients hear of it. */
    public void corrupt(String path, byte[] bytes) {
        if (!tree.corrupt(path, bytes)) {
            throw new IllegalArgumentException("there is no " + path + " to corrupt");
        }
        changed(List.of(path));
    }

    /** All nodes as text, for a transcript. */
    public SortedMap<String, String> text() {
        SortedMap<String, String> text = new TreeMap<>();
        tree.all().forEach((path, node) -> text.put(path, new String(node.bytes(), StandardCharsets.UTF_8)));
        return text;
    }

    /** One node as text, if it is there. */
    public Optional<String> text(String path) {
        return tree.node(path).map(node -> new String(node.bytes(), StandardCharsets.UTF_8));
    }

    /** What its clients have parsed of the one tree they all read. */
    ParsedPairs parsed() {
        return parsed;
    }

    MemoryTree tree() {
        return tree;
    }

    boolean down() {
        return down;
    }

    void join(MemorySession client) {
        clients.add(client);
    }

    void leave(MemorySession client) {
        clients.remove(client);
    }

    long open(MemorySession client, Duration timeout) {
        long id = ++lastSession;
        sessions.put(id, new Session(client, timeout, nanos.getAsLong()));
        scheduler.after(timeout, () -> expireIfSilent(id));
        return id;
    }

    /** Notes that a session was heard of; false when there is no such session (any longer). */
    boolean touch(long id) {
        Session session = sessions.get(id);
        if (session == null) {
            return false;
        }
        session.heardNanos = nanos.getAsLong();
        return true;
    }

    boolean alive(long id) {
        return sessions.containsKey(id);
    }

    /** Whether the program behind a session still runs, which only this world can know. */
    boolean running(long id) {
        Session session = sessions.get(id);
        return session != null && !session.client.killed();
    }

    private void expireIfSilent(long id) {
        Session session = sessions.get(id);
        if (session == null) {
            return;
        }
        Duration left = Duration.ofNanos(session.heardNanos + session.timeout.toNanos() - nanos.getAsLong());
        if (down) {
            scheduler.after(session.timeout, () -> expireIfSilent(id));
        } else if (left.isNegative() || left.isZero()) {
            end(id);
        } else {
            scheduler.after(left, () -> expireIfSilent(id));
        }
    }

    void end(long id) {
        if (sessions.remove(id) != null) {
            changed(tree.end(id));
        }
    }

    void changed(List<String> paths) {
        if (!paths.isEmpty()) {
            new ArrayList<>(clients).forEach(client -> client.notice(paths));
        }
    }
}
