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
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.Peer;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.coordination.record.Timings;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** A host: agent and proxy in one process, as a model of what the real agent writes and follows. */
public final class SimHost {
    static final int PORT = 11211;
    private static final Duration REFRESH = Duration.ofSeconds(5);

    public final String name;
    final String instance;
    final SimPair pair;
    private final SimWorld world;
    private Proc proc;
    private MemoryStore store;
    private Presence presence;
    private SimProber prober;
    private Optional<Prober.Watch> peer = Optional.empty();
    private Optional<PairRecords> picture = Optional.empty();
    private Optional<Said> said = Optional.empty();
    private long writtenNanos;
    private long sequence;
    private int starts;
    private boolean proxyBroken;
    private int backendsIn = 2;
    private boolean gone;

    /** What the invariants know of its past: when it last did not serve, and when its agent could last not be heard. */
    long servedNanos;

    long brokenNanos = Long.MIN_VALUE / 2;
    long unheardNanos = Long.MIN_VALUE / 2;

    /** All that a heartbeat says, but for its stamp. */
    private record Said(Hold hold, long follows, boolean active, Sight peer, boolean broken, int backendsIn) {}

    SimHost(SimWorld world, SimPair pair, String name, String instance) {
        this.world = world;
        this.pair = pair;
        this.name = name;
        this.instance = instance;
    }

    /** Starts the process; a host that was terminated never starts again. */
    public void start() {
        if (gone) {
            return;
        }
        proc = world.newProc();
        starts++;
        proxyBroken = false;
        said = Optional.empty();
        picture = Optional.empty();
        peer = Optional.empty();
        store = world.newStore(name, proc, Duration.ofSeconds(4));
        presence = store.join(pair.name, name);
        prober = new SimProber(name, proc, world::reach);
        store.watch(Optional.of(pair.name), new Store.Listener() {
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

    public Proc proc() {
        return proc;
    }

    public MemoryStore store() {
        return store;
    }

    /** Whether a client connected to this host gets replies at this moment. */
    public boolean serves() {
        return proc.running() && !proxyBroken;
    }

    public boolean alive() {
        return !proc.killed();
    }

    /** What its health answer for the load balancer says of the assignment, as far as its agent knows it. */
    boolean saysActive() {
        return picture.flatMap(p -> p.assignment().value())
                .flatMap(Assignment::active)
                .equals(Optional.of(name));
    }

    public void kill() {
        proc.kill();
        store.kill();
    }

    /** The machine goes for good. */
    void terminate() {
        gone = true;
        kill();
    }

    boolean gone() {
        return gone;
    }

    /** The proxy inside stops serving, and the agent beside it says so. */
    public void breakProxy(boolean broken) {
        proxyBroken = broken;
        if (proc.running()) {
            beat();
        }
    }

    /** How many of its two backends it reaches. */
    public void backends(int in) {
        backendsIn = in;
        if (proc.running()) {
            beat();
        }
    }

    boolean heard() {
        return proc.running() && store.connected();
    }

    private void round() {
        beat();
        boolean unsettled = said.map(h -> h.active() && h.hold() == Hold.ABSENT).orElse(true);
        proc.after(Duration.ofMillis(unsettled ? 50 : 500), this::round);
    }

    private Hold hold() {
        if (pair.kind != EndpointKind.ENI) {
            // The agent adds a mapped address at once, whatever the cloud has come to.
            return pair.kind.mapped() ? Hold.VERIFIED : Hold.NOT_NEEDED;
        }
        return pair.guestHas(this) || pair.fallenBackTo(this) ? Hold.VERIFIED : Hold.ABSENT;
    }

    private void beat() {
        followPeer();
        Assignment assignment = picture.flatMap(p -> p.assignment().value()).orElse(Assignment.NONE);
        Said now = new Said(
                hold(),
                assignment.generation(),
                assignment.active().equals(Optional.of(name)),
                peer.map(w -> w.latest().sight()).orElse(Sight.UNKNOWN),
                proxyBroken,
                backendsIn);
        boolean due = proc.nanos() - writtenNanos >= REFRESH.toNanos();
        if (!due && said.equals(Optional.of(now))) {
            return;
        }
        try {
            presence.beat(heartbeat(now));
            sequence++;
            said = Optional.of(now);
            writtenNanos = proc.nanos();
        } catch (UnavailableException | NameTakenException e) {
            said = Optional.empty();
        }
    }

    private Heartbeat heartbeat(Said now) {
        return new Heartbeat(
                name + "-" + starts,
                sequence + 1,
                0,
                REFRESH,
                Optional.of(instance),
                Optional.of("az1"),
                new ProxyReport(
                        !now.broken(),
                        now.broken() ? "the proxy is broken" : "",
                        name,
                        PORT,
                        "memcache",
                        "d1",
                        now.backendsIn(),
                        2,
                        now.backendsIn() >= 1),
                false,
                false,
                peer.map(w ->
                        new Peer(w.target().address(), now.peer(), w.latest().detail())),
                now.hold(),
                "",
                now.follows(),
                now.active(),
                "",
                new TreeMap<>());
    }

    private void followPeer() {
        if (peer.isPresent() || picture.isEmpty()) {
            return;
        }
        Timings timings = pair.spec.timings();
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
