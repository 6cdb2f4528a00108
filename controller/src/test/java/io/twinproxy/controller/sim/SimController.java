package io.twinproxy.controller.sim;

import io.twinproxy.controller.act.eni.EniEndpoint;
import io.twinproxy.controller.act.eni.EniSpec;
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
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.Optional;

/** A controller process: the production loop over simulated time, store, probes and cloud. */
final class SimController implements Report {
    private static final Duration SESSION = Duration.ofSeconds(4);
    private static final Duration CALL_TIMEOUT = Duration.ofMillis(2500);

    final String name;
    private final SimWorld world;
    private Proc proc;
    private MemoryStore store;
    private Optional<Leadership> leadership = Optional.empty();
    private Optional<Controller> controller = Optional.empty();
    private SimEc2 ec2;
    private long turns;
    private boolean scheduled;

    SimController(SimWorld world, String name) {
        this.world = world;
        this.name = name;
    }

    void start() {
        proc = world.newProc();
        controller = Optional.empty();
        leadership = Optional.empty();
        scheduled = false;
        store = world.newStore(name, proc, SESSION);
        ec2 = new SimEc2(world.cloud(), what -> world.invariants().cloudWrite(this, what));
        stand();
    }

    private void stand() {
        try {
            Leadership stood = store.stand(name, "");
            leadership = Optional.of(stood);
            Mailbox mailbox = new Mailbox(this::wake);
            controller = Optional.of(new Controller(new World(
                    name,
                    proc::nanos,
                    () -> world.nanos() / 1_000_000,
                    store,
                    stood,
                    new SimProber(name, proc, world::reach),
                    (pair, spec) -> new EniEndpoint(
                            ec2,
                            new EniSpec(spec.networkInterface().orElseThrow(), spec.deviceIndex(), spec.forceAfter()),
                            CALL_TIMEOUT,
                            proc::nanos),
                    new SimWorker(proc, mailbox, world.random(), ec2),
                    mailbox,
                    this)));
            wake();
        } catch (UnavailableException | NameTakenException e) {
            proc.after(Duration.ofMillis(500), this::stand);
        }
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

    Proc proc() {
        return proc;
    }

    MemoryStore store() {
        return store;
    }

    /** The lease this controller believes in, if it runs and believes in one. */
    Optional<Lease> lease() {
        return proc.killed() ? Optional.empty() : leadership.flatMap(Leadership::lease);
    }

    boolean leads() {
        return lease().isPresent();
    }

    static Duration callTimeout() {
        return CALL_TIMEOUT;
    }

    void kill() {
        proc.kill();
        store.kill();
    }

    @Override
    public void leading(Optional<Epoch> epoch) {
        world.trace(name + (epoch.isPresent() ? " leads under " + epoch.get() : " does not lead"));
    }

    @Override
    public void read(PairStatus status) {
        world.invariants().read(this, status);
    }

    @Override
    public void removed(String pair) {}

    @Override
    public void happened(String pair, Event event) {
        world.trace(name + " " + event.kind() + " " + event.situation() + " " + event.sentence() + " "
                + event.from().orElse("-") + " -> " + event.to().orElse("-") + " " + event.phases());
        world.invariants().happened(event);
    }

    @Override
    public void called(String pair, String what, Duration took, boolean answered) {}

    @Override
    public void late(Duration by) {
        world.trace(name + " was late by " + by.toMillis() + " ms");
    }
}
