package io.twinproxy.controller.rehearse;

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
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** A host that does at once what it is assigned, and can be killed. One thread. */
final class Actor {
    static final int PORT = 11211;
    private static final Duration REFRESH = Duration.ofHours(1);

    private final String host;
    private final String peer;
    private final String instance;
    private final Presence presence;
    private Assignment assignment = Assignment.NONE;
    private Sight peerSight = Sight.ANSWERED;
    private long starts = 1;
    private long sequence;
    private boolean down;

    Actor(Store store, String pair, String host, String peer, String instance) {
        this.host = host;
        this.peer = peer;
        this.instance = instance;
        this.presence = store.join(pair, host);
        AutoCloseable unused = store.watch(Optional.of(pair), new Store.Listener() {
            @Override
            public void changed(PairRecords records) {
                follow(records.assignment().value().orElse(Assignment.NONE));
            }

            @Override
            public void removed(String name) {}

            @Override
            public void connected(boolean connected) {}
        });
        beat();
    }

    private void follow(Assignment next) {
        if (next.generation() != assignment.generation()) {
            assignment = next;
            beat();
        }
    }

    boolean is(String name) {
        return host.equals(name);
    }

    boolean down() {
        return down;
    }

    void kill() {
        down = true;
        presence.close();
    }

    void start() {
        down = false;
        starts++;
        beat();
    }

    /** What it sees of its peer. */
    void sees(Sight sight) {
        peerSight = sight;
        beat();
    }

    private void beat() {
        if (down) {
            return;
        }
        try {
            presence.beat(heartbeat());
        } catch (UnavailableException | NameTakenException e) {
            throw new IllegalStateException("a store in memory refuses a heartbeat", e);
        }
    }

    private Heartbeat heartbeat() {
        return new Heartbeat(
                Long.toString(starts),
                ++sequence,
                0,
                REFRESH,
                Optional.of(instance),
                Optional.of("rehearsal"),
                new ProxyReport(true, "", host, PORT, "memcache", "rehearsal", 1, 1, true),
                false,
                false,
                Optional.of(new Peer(peer, peerSight, "")),
                Hold.VERIFIED,
                "",
                assignment.generation(),
                assignment.active().equals(Optional.of(host)),
                "",
                new TreeMap<>());
    }
}
