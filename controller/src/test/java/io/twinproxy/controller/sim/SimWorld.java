package io.twinproxy.controller.sim;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.memory.MemoryEnsemble;
import io.twinproxy.coordination.memory.MemoryStore;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Timings;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.core.GuestInterface;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Controllers, hosts, store and cloud under one virtual clock and one seed. */
final class SimWorld {
    static final String PAIR = "cache-a";
    static final String ENI = "eni-0123";
    private static final int TRACE_MAX = 400;

    private final Agenda agenda = new Agenda();
    private final SplittableRandom random;
    private final MemoryEnsemble ensemble = new MemoryEnsemble(agenda::nanos, agenda::after);
    private final Cloud cloud;
    private final List<SimHost> hosts = new ArrayList<>();
    private final List<SimController> controllers = new ArrayList<>();
    private final SortedMap<String, Long> served = new TreeMap<>();
    private final SortedSet<String> cuts = new TreeSet<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private final Invariants invariants = new Invariants(this);
    private final MemoryStore operator;
    private final PairSpec spec;
    private OptionalLong pausedSince = OptionalLong.empty();
    private long events;

    SimWorld(long seed, EmulatorSettings settings, int hostCount, int controllerCount, String timings) {
        random = new SplittableRandom(seed);
        cloud = new Cloud(agenda::nanos, seed, settings);
        cloud.setup().subnet("subnet-1", "az1", "10.0.0.0/16").networkInterface(ENI, "subnet-1", "10.0.9.9");
        operator = new MemoryStore(
                ensemble, "operator", agenda::nanos, agenda::after, Duration.ofSeconds(30), Duration.ofMillis(2));
        spec = spec(timings);
        for (int i = 0; i < hostCount; i++) {
            String instance = "i-" + (char) ('a' + i);
            cloud.setup().instance(instance, "subnet-1", "10.0.0." + (10 + i));
            hosts.add(new SimHost(this, "host-" + (char) ('a' + i), instance));
        }
        for (int i = 0; i < controllerCount; i++) {
            controllers.add(new SimController(this, "controller-" + (i + 1)));
        }
    }

    private static PairSpec spec(String timings) {
        try {
            return PairSpec.parse(
                    "pair: " + PAIR + "\nendpoint: {kind: eni, network-interface: " + ENI
                            + ", address: 'endpoint:11211'}\ntimings: {" + timings + "}\n",
                    "sim");
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }

    void start() {
        run(Duration.ofMillis(100));
        try {
            operator.putSpec(spec, -1);
        } catch (ConflictException | UnavailableException e) {
            throw new AssertionError(e);
        }
        hosts.forEach(SimHost::start);
        controllers.forEach(SimController::start);
    }

    /** Runs for so long, with every invariant checked after every event. */
    void run(Duration duration) {
        long until = agenda.nanos() + duration.toNanos();
        while (agenda.step(until)) {
            events++;
            cloud.settle();
            hosts.stream().filter(SimHost::serves).forEach(h -> served.put(h.name, agenda.nanos()));
            invariants.check();
        }
    }

    long events() {
        return events;
    }

    long nanos() {
        return agenda.nanos();
    }

    void after(Duration delay, Runnable run) {
        agenda.after(delay, run);
    }

    SplittableRandom random() {
        return random;
    }

    Cloud cloud() {
        return cloud;
    }

    MemoryEnsemble ensemble() {
        return ensemble;
    }

    Timings timings() {
        return spec.timings();
    }

    List<SimHost> hosts() {
        return hosts;
    }

    SimHost host(String name) {
        return hosts.stream().filter(h -> h.name.equals(name)).findFirst().orElseThrow();
    }

    List<SimController> controllers() {
        return controllers;
    }

    Invariants invariants() {
        return invariants;
    }

    OptionalLong pausedSince() {
        return pausedSince;
    }

    long lastServed(SimHost host) {
        return served.getOrDefault(host.name, 0L);
    }

    Proc newProc() {
        return new Proc(agenda, 1 + (random.nextDouble() - 0.5) * 0.04);
    }

    MemoryStore newStore(String client, Proc proc, Duration session) {
        return new MemoryStore(ensemble, client, proc::nanos, proc::after, session, Duration.ofMillis(2));
    }

    boolean guestHas(String instance) {
        for (GuestInterface device : cloud.guestInterfaces(instance)) {
            if (device.networkInterfaceId().equals(ENI)) {
                return true;
            }
        }
        return false;
    }

    /** The host that holds the endpoint, as the cloud really has it. */
    Optional<SimHost> holder() {
        return cloud.holder(ENI)
                .flatMap(i -> hosts.stream().filter(h -> h.instance.equals(i)).findFirst());
    }

    boolean servedThroughTheEndpoint() {
        return holder().map(SimHost::serves).orElse(false);
    }

    void cut(String a, String b, boolean on) {
        String link = a.compareTo(b) < 0 ? a + "|" + b : b + "|" + a;
        if (on) {
            cuts.add(link);
        } else {
            cuts.remove(link);
        }
    }

    void healLinks() {
        cuts.clear();
    }

    /** What one request meets: the endpoint leads to whoever holds it. */
    SimProber.Reach reach(String from, String address) {
        Optional<SimHost> to = address.equals("endpoint")
                ? holder()
                : hosts.stream().filter(h -> h.name.equals(address)).findFirst();
        if (to.isEmpty()) {
            return SimProber.Reach.NOTHING;
        }
        SimHost host = to.get();
        String link = from.compareTo(host.name) < 0 ? from + "|" + host.name : host.name + "|" + from;
        if (cuts.contains(link) || (host.alive() && host.proc().paused())) {
            return SimProber.Reach.NOTHING;
        }
        return host.serves() ? SimProber.Reach.REPLY : SimProber.Reach.REFUSED;
    }

    /** An operator's write; tried again when someone else wrote first, given up when the store is away. */
    void operate(String what, UnaryOperator<Intent> change) {
        try {
            PairRecords records = operator.read(PAIR);
            Intent next = change.apply(records.intent().value().orElse(Intent.NONE));
            operator.putIntent(PAIR, next, records.intent().version());
            boolean paused = next.paused().isPresent();
            pausedSince = !paused
                    ? OptionalLong.empty()
                    : pausedSince.isPresent() ? pausedSince : OptionalLong.of(agenda.nanos());
            trace("operator: " + what);
        } catch (ConflictException | UnavailableException e) {
            trace("operator could not: " + what);
        }
    }

    PairRecords records() {
        try {
            return operator.read(PAIR);
        } catch (UnavailableException e) {
            throw new AssertionError(e);
        }
    }

    MemoryStore operator() {
        return operator;
    }

    void trace(String line) {
        if (trace.size() == TRACE_MAX) {
            trace.removeFirst();
        }
        trace.addLast(String.format("%10.3f %s", agenda.nanos() / 1e9 - 3600, line));
    }

    String transcript() {
        return String.join("\n", trace);
    }
}
