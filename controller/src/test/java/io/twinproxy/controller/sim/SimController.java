package io.twinproxy.controller.sim;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.aws.AwsEndpoints;
import io.twinproxy.controller.loop.Controller;
import io.twinproxy.controller.loop.Mailbox;
import io.twinproxy.controller.loop.World;
import io.twinproxy.controller.report.PairStatus;
import io.twinproxy.controller.report.Report;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.Lease;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.memory.MemoryStore;
import io.twinproxy.coordination.record.EndpointSpec;
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A controller process: the production loop over simulated time, store, probes and cloud. */
public final class SimController implements Report {
    private static final Duration SESSION = Duration.ofSeconds(4);
    private static final Duration CALL_TIMEOUT = Duration.ofMillis(2500);

    public final String name;
    private final SimWorld world;
    private final SortedMap<String, PairStatus> statuses = new TreeMap<>();
    private Proc proc;
    private MemoryStore store;
    private Optional<Leadership> leadership = Optional.empty();
    private Optional<Controller> controller = Optional.empty();
    private SimCalls calls;
    private long wallSkewMillis;
    private long turns;
    private boolean scheduled;

    SimController(SimWorld world, String name) {
        this.world = world;
        this.name = name;
    }

    public void start() {
        proc = world.newProc();
        controller = Optional.empty();
        leadership = Optional.empty();
        scheduled = false;
        statuses.clear();
        wallSkewMillis = world.random().nextLong(-30_000, 30_000);
        store = world.newStore(name, proc, SESSION);
        calls = new SimCalls(world.cloud(), new SimCalls.Guard() {
            @Override
            public void aboutToWrite(String what) {
                world.invariants().cloudWrite(SimController.this, what);
            }

            @Override
            public void written() {
                world.written(SimController.this);
            }
        });
        stand();
    }

    private void stand() {
        try {
            Leadership stood = store.stand(name, "");
            leadership = Optional.of(stood);
            Mailbox mailbox = new Mailbox(this::wake);
            Tampering tampering = world.tampering();
            AwsEndpoints endpoints = AwsEndpoints.of(
                    new SimEc2(
                            world.cloud(),
                            calls,
                            world.attachments(),
                            eni -> world.invariants().aboutToLead(this, eni)),
                    new SimElb(world.cloud(), calls),
                    new SimClassic(world.cloud(), calls),
                    CALL_TIMEOUT,
                    proc::nanos);
            controller = Optional.of(new Controller(new World(
                    name,
                    proc::nanos,
                    () -> world.nanos() / 1_000_000 + wallSkewMillis,
                    tampering.store(new WatchedStore(
                            store, (pair, written) -> world.invariants().tried(this, world.pair(pair), written))),
                    tampering.leadership(stood),
                    tampering.prober(new SimProber(name, proc, world::reach)),
                    (pair, spec) -> endpoint(endpoints, pair, spec),
                    new SimWorker(proc, mailbox, world.random(), calls),
                    mailbox,
                    this)));
            wake();
        } catch (UnavailableException | NameTakenException e) {
            proc.after(Duration.ofMillis(500), this::stand);
        }
    }

    private Endpoint endpoint(AwsEndpoints honest, String pair, EndpointSpec spec) {
        Endpoint watched = new WatchedEndpoint(honest.of(pair, spec), this, world.pair(pair), world.invariants());
        return world.tampering().endpoint(world, world.pair(pair), watched);
    }

    private void wake() {
        if (!scheduled) {
            scheduled = true;
            proc.after(Duration.ofNanos(50_000), this::turn);
        }
    }

    private void turn() {
        scheduled = false;
        long turn = ++turns;
        Duration next = controller.orElseThrow().turn();
        proc.after(next, () -> {
            if (turn == turns && !scheduled) {
                turn();
            }
        });
    }

    public Proc proc() {
        return proc;
    }

    public MemoryStore store() {
        return store;
    }

    /** The lease this controller really has, if it runs: whatever its loop was led to believe. */
    Optional<Lease> lease() {
        return proc.killed() ? Optional.empty() : leadership.flatMap(Leadership::lease);
    }

    public boolean leads() {
        return lease().isPresent();
    }

    /** A pair as last read by this controller. */
    public Optional<PairStatus> status(String pair) {
        return Optional.ofNullable(statuses.get(pair));
    }

    static Duration callTimeout() {
        return CALL_TIMEOUT;
    }

    public void kill() {
        proc.kill();
        store.kill();
    }

    @Override
    public void leading(Optional<Epoch> epoch) {
        statuses.clear();
        world.trace(
                name + (epoch.isPresent() ? " leads under epoch " + epoch.get().number() : " does not lead"));
    }

    @Override
    public void read(PairStatus status) {
        PairStatus last = statuses.put(status.pair(), status);
        if (last == null || last.decision().situation() != status.decision().situation()) {
            world.read(this, status);
        }
        world.invariants().read(this, status);
    }

    @Override
    public void removed(String pair) {
        statuses.remove(pair);
    }

    @Override
    public void happened(String pair, Event event) {
        world.trace(name + " " + event.kind() + " " + event.situation() + " " + event.sentence() + " "
                + event.from().orElse("-") + " -> " + event.to().orElse("-") + " " + event.phases());
    }

    @Override
    public void called(String pair, String what, Duration took, boolean answered) {}

    @Override
    public void late(Duration by) {
        world.trace(name + " was late by " + by.toMillis() + " ms");
    }
}
