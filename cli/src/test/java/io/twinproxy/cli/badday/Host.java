package io.twinproxy.cli.badday;

import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.Peer;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.proxy.cache.BuiltinCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** A host as the leader meets it: a heartbeat in the store that follows the assignment, and a port that answers. */
final class Host implements AutoCloseable {
    private final Stage stage;
    private final String pair;
    private final String name;
    private final String incarnation = UUID.randomUUID().toString();
    private final Presence presence;
    private final AutoCloseable watch;
    private BuiltinCache proxy;
    private final int port;
    private String instance;
    private String digest = "d1";
    private Optional<Host> peer = Optional.empty();
    private PairRecords records;
    private long sequence;
    private boolean up = true;

    Host(Stage stage, Store store, String pair, String name, String instance) throws IOException {
        this.stage = stage;
        this.pair = pair;
        this.name = name;
        this.instance = instance;
        this.records = PairRecords.empty(pair);
        this.proxy = BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1 << 16);
        this.port = proxy.port();
        this.presence = store.join(pair, name);
        this.watch = store.watch(Optional.of(pair), new Store.Listener() {
            @Override
            public void changed(PairRecords now) {
                heard(now);
            }

            @Override
            public void removed(String which) {}

            @Override
            public void connected(boolean connected) {}
        });
        beat();
    }

    String name() {
        return name;
    }

    synchronized boolean up() {
        return up;
    }

    void sees(Host other) {
        synchronized (this) {
            peer = Optional.of(other);
        }
        beat();
    }

    Host pools(String other) {
        synchronized (this) {
            digest = other;
        }
        beat();
        return this;
    }

    void instance(String other) {
        synchronized (this) {
            instance = other;
        }
        beat();
    }

    private void heard(PairRecords now) {
        boolean news;
        synchronized (this) {
            news = !now.assignment().equals(records.assignment());
            records = now;
        }
        if (news) {
            stage.later(this::beat);
        }
    }

    /** Its port is closed; its agent lives, and says nothing of it. */
    void stopServing() {
        synchronized (this) {
            up = false;
            proxy.close();
        }
        stage.hosts(pair).forEach(Host::beat);
    }

    void serveAgain() throws IOException {
        synchronized (this) {
            proxy = BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1 << 16);
            up = true;
        }
        stage.hosts(pair).forEach(Host::beat);
    }

    void beat() {
        Optional<Host> other;
        synchronized (this) {
            other = peer;
        }
        Optional<Peer> seen =
                other.map(o -> new Peer(o.name(), o.up() ? Sight.ANSWERED : Sight.REFUSED, o.up() ? "" : "refused"));
        synchronized (this) {
            try {
                presence.beat(heartbeat(seen));
            } catch (UnavailableException | NameTakenException e) {
                // The next beat says it, as with any agent.
                stage.note(name + ": " + e.getMessage());
            }
        }
    }

    private Heartbeat heartbeat(Optional<Peer> seen) {
        Assignment assignment = records.assignment().value().orElse(Assignment.NONE);
        boolean active = assignment.active().equals(Optional.of(name));
        return new Heartbeat(
                incarnation,
                ++sequence,
                System.currentTimeMillis(),
                Duration.ofSeconds(30),
                Optional.of(instance),
                Optional.empty(),
                new ProxyReport(true, "", "127.0.0.1", port, "memcache", digest, 1, 1, true),
                false,
                false,
                seen,
                active ? Hold.VERIFIED : Hold.ABSENT,
                "",
                assignment.generation(),
                active,
                "",
                new TreeMap<>());
    }

    @Override
    public void close() throws Exception {
        watch.close();
        presence.close();
        proxy.close();
    }
}
