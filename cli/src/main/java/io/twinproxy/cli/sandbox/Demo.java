package io.twinproxy.cli.sandbox;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.Phases;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Puts load on a sandbox, inflicts one fault, and measures what followed. */
public final class Demo {
    /** Long enough for the load to be steady, and for what was just started to have settled and rehearsed. */
    private static final Duration BEFORE = Duration.ofSeconds(3);

    private static final Duration AFTER = Duration.ofSeconds(1);
    private static final int EVENTS = 50;

    private final Sandbox sandbox;
    private final SandboxOptions options;
    private final Consumer<String> say;

    public Demo(Sandbox sandbox, SandboxOptions options, Consumer<String> say) {
        this.sandbox = sandbox;
        this.options = options;
        this.say = say;
    }

    /** The longest a move may take before the demonstration gives up. */
    private Duration limit() {
        return options.slowCloud() ? Duration.ofMinutes(6) : Duration.ofSeconds(40);
    }

    /** Runs it; the sandbox must be ready. */
    public DemoResult run(DemoFault fault) throws IOException, InterruptedException {
        PairRecords before = read();
        String active = before.assignment().value().flatMap(a -> a.active()).orElse("");
        long generation = before.assignment().value().map(a -> a.generation()).orElse(0L);
        sandbox.cloud().warm();
        say.accept("load: one request every 5 ms through " + sandbox.front());
        try (LoadClient load = LoadClient.start(sandbox.front())) {
            TimeUnit.NANOSECONDS.sleep(BEFORE.toNanos());
            load.forget();
            CountDownLatch moved = new CountDownLatch(1);
            try (Watching watching = Watching.of(sandbox.store(), Sandbox.PAIR, records -> {
                if (over(records, generation)) {
                    moved.countDown();
                }
            })) {
                say.accept("fault: " + fault.sentence() + ", " + active);
                long atMillis = inflict(fault, active);
                boolean done = moved.await(limit().toMillis(), TimeUnit.MILLISECONDS);
                TimeUnit.NANOSECONDS.sleep(AFTER.toNanos());
                LoadClient.Tally tally = load.tally();
                PairRecords after = watching.latest().orElse(before);
                return result(fault, active, after, tally, atMillis, done);
            }
        } finally {
            thaw(fault, active);
        }
    }

    private static boolean over(PairRecords records, long generation) {
        return records.assignment()
                .value()
                .map(a -> a.generation() > generation && a.move().isEmpty())
                .orElse(false);
    }

    private PairRecords read() throws IOException {
        try {
            return sandbox.store().read(Sandbox.PAIR);
        } catch (UnavailableException e) {
            throw new IOException("the sandbox's ZooKeeper does not answer", e);
        }
    }

    /** Inflicts it, and says when by the wall clock, which all processes of this machine share. */
    private long inflict(DemoFault fault, String active) throws IOException {
        long atMillis = System.currentTimeMillis();
        switch (fault) {
            case KILL -> sandbox.child(active).kill();
            case FREEZE -> sandbox.child(active).signal("STOP");
            case SWITCHOVER -> ask();
            case LEADER -> {
                Child leader = sandbox.child(leader());
                CountDownLatch once = new CountDownLatch(1);
                sandbox.cloud().onHolderChange(holder -> {
                    if (holder.isEmpty() && once.getCount() > 0) {
                        once.countDown();
                        leader.kill();
                    }
                });
                ask();
            }
        }
        return atMillis;
    }

    private String leader() throws IOException {
        try {
            return sandbox.store()
                    .leader()
                    .orElseThrow(() -> new IOException("nobody leads"))
                    .name();
        } catch (UnavailableException e) {
            throw new IOException("the sandbox's ZooKeeper does not answer", e);
        }
    }

    private void ask() throws IOException {
        Request request = new Request("demo", "the sandbox's demonstration", System.currentTimeMillis());
        Switchover wish = new Switchover(UUID.randomUUID().toString(), Optional.empty(), false, true, request);
        try {
            PairRecords records = sandbox.store().read(Sandbox.PAIR);
            Intent intent = records.intent().value().orElse(Intent.NONE);
            sandbox.store()
                    .putIntent(
                            Sandbox.PAIR,
                            intent.withSwitchover(wish),
                            records.intent().version());
        } catch (UnavailableException | ConflictException e) {
            throw new IOException("asking for a switchover: " + e.getMessage(), e);
        }
    }

    private DemoResult result(
            DemoFault fault, String active, PairRecords after, LoadClient.Tally tally, long atMillis, boolean done)
            throws IOException {
        Optional<Event> event = done ? lastMove() : Optional.empty();
        TreeMap<String, Long> phases = new TreeMap<>(event.map(Event::phases).orElseGet(TreeMap::new));
        long answered = phases.getOrDefault(Phases.ANSWERED, 0L);
        // Phases count from when the leader first saw the cause; the history's wall clock puts that on the fault's.
        long causeMillis = event.map(e -> e.atMillis() - answered).orElse(atMillis);
        long sinceFault = Math.max(0, causeMillis - atMillis);
        long silence = System.nanoTime() - tally.lastGoodNanos();
        long outage = Math.max(tally.longestGapNanos(), silence > AFTER.toNanos() ? silence : 0);
        return new DemoResult(
                fault.word(),
                options.endpoint().word(),
                options.slowCloud() ? "ec2" : "fast",
                active,
                after.assignment().value().flatMap(a -> a.active()).orElse(""),
                sinceFault + phases.getOrDefault(Phases.DETECTED, 0L),
                sinceFault + phases.getOrDefault(Phases.DECIDED, 0L),
                sinceFault + answered,
                outage / 1_000_000,
                tally.requests(),
                tally.failed(),
                sandbox.readyAfter(),
                phases,
                event.map(Event::sentence)
                        .orElse(done ? "the history has no record of it" : "the move did not end in time"));
    }

    private Optional<Event> lastMove() throws IOException {
        try {
            return sandbox.store().events(Sandbox.PAIR, EVENTS).stream()
                    .filter(e -> e.kind() == Event.Kind.MOVE_DONE)
                    .reduce((first, second) -> second);
        } catch (UnavailableException e) {
            throw new IOException("the sandbox's ZooKeeper does not answer", e);
        }
    }

    private void thaw(DemoFault fault, String active) throws IOException {
        if (fault == DemoFault.FREEZE) {
            sandbox.child(active).signal("CONT");
        }
    }
}
