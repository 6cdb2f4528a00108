package io.twinproxy.controller.sim;

import io.twinproxy.controller.report.PairStatus;
import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.memory.MemoryEnsemble;
import io.twinproxy.coordination.memory.MemoryStore;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.Probe;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Controllers, pairs, store and cloud under one virtual clock and one seed. One thread. */
public final class SimWorld {
    private static final int TRACE_MAX = 600;

    private final Agenda agenda = new Agenda();
    private final SplittableRandom random;
    private final double skew;
    private final MemoryEnsemble ensemble = new MemoryEnsemble(agenda::nanos, agenda::after);
    private final Cloud cloud;
    private final List<SimPair> pairs = new ArrayList<>();
    private final List<SimHost> hosts = new ArrayList<>();
    private final List<SimController> controllers = new ArrayList<>();
    private final Links links = new Links();
    private final Deque<String> trace = new ArrayDeque<>();
    private long fingerprint;
    private final Invariants invariants;
    private final Attachments attachments;
    private final Tampering tampering;
    private final MemoryStore operator;
    private final boolean balanced;
    private Optional<Consumer<SimController>> ambush = Optional.empty();
    private boolean handsChanged = true;
    private long events;

    public SimWorld(Shape shape) {
        this(shape, Tampering.NONE);
    }

    SimWorld(Shape shape, Tampering tampering) {
        this.tampering = tampering;
        this.random = new SplittableRandom(shape.seed());
        this.skew = shape.skew();
        this.invariants = new Invariants(this);
        this.attachments = new Attachments(invariants::aboutToDetach);
        this.cloud = new Cloud(agenda::nanos, shape.seed(), shape.calm());
        cloud.setup().subnet("subnet-1", "az1", "10.0.0.0/16");
        cloud.listen(new HandsWatch());
        this.operator = new MemoryStore(
                ensemble, "operator", agenda::nanos, agenda::after, Duration.ofSeconds(30), Duration.ofMillis(2));
        for (Shape.Plan plan : shape.pairs()) {
            SimPair pair = new SimPair(this, cloud, plan, pairs.size() + 1, shape.timings());
            pairs.add(pair);
            hosts.addAll(pair.hosts);
        }
        this.balanced = pairs.stream().anyMatch(SimPair::balanced);
        pairs.stream()
                .filter(p -> p.kind == EndpointKind.TARGET_GROUP || p.kind == EndpointKind.TARGET_GROUP_GATE)
                .forEach(p -> cloud.setup().loadBalancer(p.balancer()));
        for (int i = 0; i < shape.controllers(); i++) {
            controllers.add(new SimController(this, "controller-" + (i + 1)));
        }
    }

    private final class HandsWatch implements io.twinproxy.emulator.core.CloudListener {
        @Override
        public void holderChanged(String networkInterfaceId, Optional<String> instanceId) {
            if (pairs.stream().noneMatch(p -> p.networkInterface.equals(networkInterfaceId))) {
                return;
            }
            handsChanged = true;
            trace("the cloud: " + networkInterfaceId + " is held by " + instanceId.orElse("nobody"));
        }
    }

    /** Declares the pairs and starts everything. */
    public void start() {
        run(Duration.ofMillis(100));
        try {
            for (SimPair pair : pairs) {
                operator.putSpec(pair.spec, -1);
            }
        } catch (ConflictException | UnavailableException e) {
            throw new AssertionError(e);
        }
        hosts.forEach(SimHost::start);
        controllers.forEach(SimController::start);
    }

    /** Runs for so long, with every invariant checked after every event. */
    public void run(Duration duration) {
        long until = agenda.nanos() + duration.toNanos();
        while (agenda.step(until)) {
            settle();
        }
    }

    /** Runs until something is so, which must be within a time. */
    public void runUntil(String what, Duration atMost, BooleanSupplier so) {
        long until = agenda.nanos() + atMost.toNanos();
        while (!so.getAsBoolean()) {
            if (!agenda.step(until)) {
                throw new AssertionError(what + ": not within " + atMost + "\n" + transcript());
            }
            settle();
        }
    }

    private void settle() {
        events++;
        cloud.settle();
        if (balanced && cloud.nextChangeNanos().orElse(Long.MAX_VALUE) <= agenda.nanos()) {
            for (Probe probe : cloud.takeProbes()) {
                cloud.probed(probe, pairOf(probe.targetGroupArn()).check(probe));
            }
        }
        invariants.note();
        invariants.check(handsChanged);
        handsChanged = false;
    }

    private SimPair pairOf(String targetGroup) {
        return pairs.stream()
                .filter(p -> p.targetGroup.equals(targetGroup))
                .findFirst()
                .orElseThrow();
    }

    long events() {
        return events;
    }

    public long nanos() {
        return agenda.nanos();
    }

    public void after(Duration delay, Runnable run) {
        agenda.after(delay, run);
    }

    SplittableRandom random() {
        return random;
    }

    Tampering tampering() {
        return tampering;
    }

    public Cloud cloud() {
        return cloud;
    }

    public MemoryEnsemble ensemble() {
        return ensemble;
    }

    Attachments attachments() {
        return attachments;
    }

    Links links() {
        return links;
    }

    public List<SimPair> pairs() {
        return pairs;
    }

    public SimPair pair(String name) {
        return pairs.stream().filter(p -> p.name.equals(name)).findFirst().orElseThrow();
    }

    List<SimHost> hosts() {
        return hosts;
    }

    public List<SimController> controllers() {
        return controllers;
    }

    /** The controller that leads, if one does. */
    public Optional<SimController> leader() {
        return controllers.stream().filter(SimController::leads).findFirst();
    }

    Invariants invariants() {
        return invariants;
    }

    Proc newProc() {
        return new Proc(agenda, 1 + (random.nextDouble() - 0.5) * skew);
    }

    MemoryStore newStore(String client, Proc proc, Duration session) {
        return new MemoryStore(ensemble, client, proc::nanos, proc::after, session, Duration.ofMillis(2));
    }

    /** Has something befall the next controller that writes to the cloud: after the effect, before the reply. */
    public void ambush(Consumer<SimController> what) {
        ambush = Optional.of(what);
    }

    void calmAmbush() {
        ambush = Optional.empty();
    }

    void written(SimController by) {
        Optional<Consumer<SimController>> now = ambush;
        ambush = Optional.empty();
        now.ifPresent(what -> what.accept(by));
    }

    void read(SimController by, PairStatus status) {
        trace(by.name + " reads " + status.pair() + ": "
                + status.decision().situation().number() + " "
                + status.decision().situation().title());
    }

    /** What one request meets: the endpoint leads to whoever holds it. */
    SimProber.Reach reach(String from, String address) {
        Optional<SimHost> to = address.startsWith("endpoint-")
                ? pair(address.substring("endpoint-".length())).reached().stream()
                        .findFirst()
                : hosts.stream().filter(h -> h.name.equals(address)).findFirst();
        if (to.isEmpty()) {
            return SimProber.Reach.NOTHING;
        }
        SimHost host = to.get();
        if (links.between(from, host.name) || (host.alive() && host.proc().paused())) {
            return SimProber.Reach.NOTHING;
        }
        return host.serves() ? SimProber.Reach.REPLY : SimProber.Reach.REFUSED;
    }

    /** An operator's write; given up when the store is away. */
    public void operate(SimPair pair, String what, UnaryOperator<Intent> change) {
        try {
            PairRecords records = operator.read(pair.name);
            Intent next = change.apply(records.intent().value().orElse(Intent.NONE));
            operator.putIntent(pair.name, next, records.intent().version());
            boolean paused = next.paused().isPresent();
            pair.pausedSince = !paused
                    ? OptionalLong.empty()
                    : pair.pausedSince.isPresent() ? pair.pausedSince : OptionalLong.of(agenda.nanos());
            trace("operator: " + what);
        } catch (ConflictException | UnavailableException e) {
            trace("operator could not: " + what);
        }
    }

    public PairRecords records(SimPair pair) {
        try {
            return operator.read(pair.name);
        } catch (UnavailableException e) {
            throw new AssertionError(e);
        }
    }

    public MemoryStore operator() {
        return operator;
    }

    public void trace(String line) {
        fingerprint = (31 * fingerprint + line.hashCode()) * 31 + agenda.nanos();
        if (trace.size() == TRACE_MAX) {
            trace.removeFirst();
        }
        long millis = (agenda.nanos() - Agenda.START_NANOS) / 1_000_000;
        trace.addLast(millis / 1000 + "." + String.valueOf(1000 + millis % 1000).substring(1) + " " + line);
    }

    /** Of every line there was, and of when it was written. */
    public long fingerprint() {
        return fingerprint;
    }

    /** What happened last, a line each. */
    public String transcript() {
        return String.join("\n", trace);
    }
}
