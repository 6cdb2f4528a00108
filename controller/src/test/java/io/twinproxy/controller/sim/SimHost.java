package io.twinproxy.controller.sim;

import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.memory.MemoryStore;
import io.twinproxy.coordination.probe.ProbeProtocol;
import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.probe.Target;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.Peer;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Timings;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** A host: agent and proxy in one process, as a model of what the real agent writes and follows. */
final class SimHost {
    static final int PORT = 11211;
    private static final Duration REFRESH = Duration.ofSeconds(5);

    final String name;
    final String instance;
    private final SimWorld world;
    private Proc proc;
    private MemoryStore store;
    private Presence presence;
    private SimProber prober;
    private Optional<Prober.Watch> peer = Optional.empty();
    private Optional<PairRecords> picture = Optional.empty();
    private Optional<Heartbeat> written = Optional.empty();
    private long writtenNanos;
    private long sequence;
    private int starts;
    private boolean proxyBroken;
    private int backendsIn = 2;
    String digest = "d1";

    SimHost(SimWorld world, String name, String instance) {
        this.world = world;
        this.name = name;
        this.instance = instance;
    }

    void start() {
        proc = world.newProc();
        starts++;
        proxyBroken = false;
        written = Optional.empty();
        picture = Optional.empty();
        peer = Optional.empty();
        store = world.newStore(name, proc, Duration.ofSeconds(4));
        presence = store.join(SimWorld.PAIR, name);
        prober = new SimProber(name, proc, world::reach);
        store.watch(Optional.of(SimWorld.PAIR), new Store.Listener() {
            @Override
            public void changed(PairRecords records) {
                picture = Optional.of(records);
                beat();
            }

            @Override
            public void removed(String pair) {}

            @Override
            public void connected(boolean connected) {}
        });
        round();
    }

    Proc proc() {
        return proc;
    }

    MemoryStore store() {
        return store;
    }

    /** Whether a client connected to this host gets replies at this moment. */
    boolean serves() {
        return proc.running() && !proxyBroken;
    }

    boolean alive() {
        return !proc.killed();
    }

    void kill() {
        proc.kill();
        store.kill();
    }

    /** The proxy inside stops serving, and the agent beside it says so. */
    void breakProxy(boolean broken) {
        proxyBroken = broken;
        if (proc.running()) {
            beat();
        }
    }

    void backends(int in) {
        backendsIn = in;
        if (proc.running()) {
            beat();
        }
    }

    private void round() {
        beat();
        boolean unsettled =
                written.map(h -> h.active() && h.hold() != Hold.VERIFIED).orElse(true);
        proc.after(Duration.ofMillis(unsettled ? 50 : 500), this::round);
    }

    private void beat() {
        followPeer();
        Assignment assignment = picture.flatMap(p -> p.assignment().value()).orElse(Assignment.NONE);
        boolean held = world.guestHas(instance);
        Heartbeat beat = new Heartbeat(
                name + "-" + starts,
                sequence + 1,
                0,
                REFRESH,
                Optional.of(instance),
                Optional.of("az1"),
                new ProxyReport(
                        !proxyBroken,
                        proxyBroken ? "the proxy is broken" : "",
                        name,
                        PORT,
                        "memcache",
                        digest,
                        backendsIn,
                        2,
                        backendsIn >= 1),
                false,
                false,
                peer.map(w -> new Peer(
                        w.target().address(), w.latest().sight(), w.latest().detail())),
                held ? Hold.VERIFIED : Hold.ABSENT,
                "",
                assignment.generation(),
                assignment.active().equals(Optional.of(name)),
                "",
                new TreeMap<>());
        boolean due = proc.nanos() - writtenNanos >= REFRESH.toNanos();
        if (!due && written.map(w -> w.saysTheSameAs(beat)).orElse(false)) {
            return;
        }
        try {
            presence.beat(beat);
            sequence++;
            written = Optional.of(beat);
            writtenNanos = proc.nanos();
        } catch (UnavailableException | NameTakenException e) {
            written = Optional.empty();
        }
    }

    private void followPeer() {
        if (peer.isPresent() || picture.isEmpty()) {
            return;
        }
        Timings timings = world.timings();
        picture.get().hosts().keySet().stream()
                .filter(h -> !h.equals(name))
                .findFirst()
                .ifPresent(other -> peer = Optional.of(prober.watch(
                        new Target(
                                other,
                                PORT,
                                ProbeProtocol.MEMCACHE,
                                timings.probe(),
                                timings.probeTimeout(),
                                timings.probeMisses()),
                        s -> beat())));
    }
}
