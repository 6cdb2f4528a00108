package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.JournalEntry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** What every part of the cloud shares: the clock, the agenda, chance, settings, journal and listeners. */
final class World {
    /** The account everything belongs to. */
    static final String OWNER = "123456789012";

    static final String REGION = "us-east-1";

    private final LongSupplier clock;
    private final long startNanos;
    private final Instant startInstant;
    private final Agenda agenda = new Agenda();
    private final Throttles throttles = new Throttles();
    private final List<CloudListener> listeners = new ArrayList<>();
    private final SplittableRandom random;
    private final long idMask;
    private final Faults faults;
    private final Journal journal;
    private EmulatorSettings settings;
    private long idsGiven;
    private long nowNanos;
    private boolean settling;

    World(LongSupplier clock, Instant startInstant, long seed, EmulatorSettings settings) {
        this.clock = clock;
        this.startInstant = startInstant;
        this.settings = settings;
        this.startNanos = clock.getAsLong();
        this.nowNanos = startNanos;
        SplittableRandom root = new SplittableRandom(seed);
        this.random = root.split();
        this.idMask = root.nextLong();
        this.journal = new Journal(() -> this.settings.journalMax());
        this.faults = new Faults(this, root.split());
    }

    EmulatorSettings settings() {
        return settings;
    }

    void settings(EmulatorSettings changed) {
        settings = changed;
        note(Kind.SETTINGS, "settings", "changed");
    }

    Faults faults() {
        return faults;
    }

    Journal journal() {
        return journal;
    }

    SplittableRandom random() {
        return random;
    }

    long clockNanos() {
        return clock.getAsLong();
    }

    long nowNanos() {
        return nowNanos;
    }

    Instant wall(long nanos) {
        return startInstant.plusNanos(nanos - startNanos);
    }

    /** Brings the world to the clock's now. Within a change that settling runs, this does nothing. */
    void settle() {
        if (settling) {
            return;
        }
        settling = true;
        try {
            long now = Math.max(clock.getAsLong(), nowNanos);
            agenda.runUntil(now, at -> nowNanos = Math.max(at, nowNanos));
            nowNanos = now;
        } finally {
            settling = false;
        }
    }

    OptionalLong nextChangeNanos() {
        return agenda.nextNanos();
    }

    void after(long nanos, Runnable change) {
        agenda.at(nowNanos + nanos, change);
    }

    /** Enters a change after a drawn delay; a delay of never enters nothing. */
    void after(Delay delay, Runnable change) {
        OptionalLong nanos = delay.draw(random);
        if (nanos.isPresent()) {
            after(nanos.getAsLong(), change);
        }
    }

    void throttle(Action action, boolean wide) {
        throttles.take(action, wide, nowNanos, settings);
    }

    void note(Kind kind, String subject, String detail) {
        journal.note(nowNanos, kind, subject, detail);
    }

    void listen(CloudListener listener) {
        listeners.add(listener);
    }

    List<CloudListener> listeners() {
        return listeners;
    }

    /** The moment a read is answered as of: mostly now, by chance and per request some time ago. */
    long readNanos() {
        long staleMax = settings.staleMax().toNanos();
        if (settings.staleChance() > 0 && staleMax > 0 && random.nextDouble() < settings.staleChance()) {
            return nowNanos - random.nextLong(1, staleMax + 1);
        }
        return nowNanos;
    }

    /** Seventeen hex digits that were never given before and follow from the seed. */
    String hex17() {
        long mixed = (idsGiven++ * 0x9E3779B97F4A7C15L) ^ idMask;
        return String.format(Locale.ROOT, "0%016x", mixed);
    }
}
