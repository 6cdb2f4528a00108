package io.twinproxy.controller.loop;

import io.twinproxy.controller.decide.FleetBrake;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Lease;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * One controller: follows every pair; while it leads, decides and acts for each. {@link #turn()} does what is due and
 * says for how long nothing will be, unless a letter comes. One thread.
 */
public final class Controller implements AutoCloseable {
    /** A turn this late means that the process was not scheduled, and that what it holds is older than it seems. */
    static final Duration LATE = Duration.ofMillis(400);

    /** After that, this long for every probe to speak again. */
    static final Duration DISTRUST = Duration.ofMillis(750);

    private static final Duration IDLE = Duration.ofSeconds(1);

    private final World world;
    private final SortedMap<String, PairRecords> pictures = new TreeMap<>();
    private final SortedMap<String, Pair> pairs = new TreeMap<>();
    private final SortedMap<String, Long> dueNanos = new TreeMap<>();
    private final SortedSet<String> woken = new TreeSet<>();
    private final OneCall calls = new OneCall();
    private final AutoCloseable watch;
    private Optional<Epoch> epoch = Optional.empty();
    private long expectedNanos;
    private long distrustUntilNanos;
    private boolean connected = true;

    public Controller(World world) {
        this.world = world.withWorker(new Waking(world.worker()));
        long now = world.nanos().getAsLong();
        this.expectedNanos = now;
        this.distrustUntilNanos = now;
        this.watch = world.store().watch(Optional.empty(), new Letters());
        world.leadership().onChange(() -> world.mailbox().post("leadership", () -> {}));
    }

    /** Does what is due. */
    public Duration turn() {
        long now = world.nanos().getAsLong();
        notice(now);
        for (Runnable letter : world.mailbox().take()) {
            letter.run();
        }
        Optional<Lease> lease = world.leadership().lease();
        lead(lease.map(Lease::epoch));
        Duration next = lease.isPresent() ? turns(lease.get()) : IDLE;
        world.report().turned();
        expectedNanos = world.nanos().getAsLong() + next.toNanos();
        return next;
    }

    /** A turn that comes late casts doubt on every age. */
    private void notice(long nowNanos) {
        long late = nowNanos - expectedNanos;
        if (late > LATE.toNanos()) {
            distrustUntilNanos = nowNanos + DISTRUST.toNanos();
            world.report().late(Duration.ofNanos(late));
        }
    }

    /** A new leadership starts from nothing: whatever was held under the old one is dropped. */
    private void lead(Optional<Epoch> now) {
        if (now.equals(epoch)) {
            return;
        }
        epoch = now;
        pairs.values().forEach(Pair::stop);
        pairs.clear();
        dueNanos.clear();
        woken.clear();
        world.report().leading(now);
        now.ifPresent(e -> pictures.values().forEach(picture -> open(picture, e)));
    }

    private void open(PairRecords picture, Epoch under) {
        String pair = picture.pair();
        Pair opened = new Pair(pair, world, under, calls, () -> wake(pair));
        opened.heard(picture);
        pairs.put(pair, opened);
        woken.add(pair);
    }

    /** From any thread: the pair's turn is due. */
    private void wake(String pair) {
        world.mailbox().post("wake " + pair, () -> woken.add(pair));
    }

    private Duration turns(Lease lease) {
        long now = world.nanos().getAsLong();
        long soonest = now + IDLE.toNanos();
        long asleep = Math.max(0, distrustUntilNanos - now);
        pairs.forEach((pair, p) -> {
            if (due(pair, now)) {
                p.assess(now);
            }
        });
        int down = (int) pairs.values().stream().filter(Pair::activeDown).count();
        Look look = new Look(now, lease, connected, Duration.ofNanos(asleep), FleetBrake.on(down, pairs.size()));
        for (var entry : pairs.entrySet()) {
            String pair = entry.getKey();
            if (due(pair, now)) {
                woken.remove(pair);
                Duration next = entry.getValue().turn(look);
                dueNanos.put(pair, now + Math.max(next.toNanos(), 1_000_000));
            }
            soonest = Math.min(soonest, dueNanos.getOrDefault(pair, now));
        }
        return Duration.ofNanos(Math.max(0, soonest - world.nanos().getAsLong()));
    }

    private boolean due(String pair, long now) {
        return woken.contains(pair) || dueNanos.getOrDefault(pair, now) <= now;
    }

    /** A reply is news for its pair: its turn is due at once. */
    private final class Waking implements Worker {
        private final Worker worker;

        Waking(Worker worker) {
            this.worker = worker;
        }

        @Override
        public <T> void run(String pair, String what, Callable<T> call, Consumer<Reply<T>> done) {
            worker.run(pair, what, call, reply -> {
                woken.add(pair);
                done.accept(reply);
            });
        }
    }

    /** Hears the store on its thread, and posts. */
    private final class Letters implements Store.Listener {
        @Override
        public void changed(PairRecords records) {
            world.mailbox().post("picture " + records.pair(), () -> {
                String pair = records.pair();
                Optional<PairRecords> before = Optional.ofNullable(pictures.put(pair, records));
                woken.add(pair);
                if (before.filter(b -> begunAnew(b, records)).isPresent()) {
                    Optional.ofNullable(pairs.remove(pair)).ifPresent(Pair::stop);
                }
                if (pairs.containsKey(pair)) {
                    pairs.get(pair).heard(records);
                } else {
                    epoch.ifPresent(e -> open(records, e));
                }
            });
        }

        /**
         * Deleted and declared again between two pictures, or its assignment deleted by hand: nothing that was held of
         * it counts any longer. Pictures never go back in time, so what was there and is not has been deleted.
         */
        private static boolean begunAnew(PairRecords before, PairRecords now) {
            return now.assignment().version() < before.assignment().version()
                    || now.spec().version() < before.spec().version();
        }

        @Override
        public void removed(String pair) {
            world.mailbox().post("picture " + pair, () -> {
                pictures.remove(pair);
                Optional.ofNullable(pairs.remove(pair)).ifPresent(Pair::stop);
                dueNanos.remove(pair);
                world.report().removed(pair);
            });
        }

        @Override
        public void connected(boolean now) {
            world.mailbox().post("connected", () -> connected = now);
        }
    }

    @Override
    public void close() {
        lead(Optional.empty());
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing the watch", e);
        }
    }
}
