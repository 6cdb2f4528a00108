package io.twinproxy.controller;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a controller last turned, or, before there are turns, last tried to reach ZooKeeper. Any thread. */
public final class Pulse {
    private final LongSupplier nanos;
    private volatile long turnedNanos;

    /** @param nanos monotonic time */
    public Pulse(LongSupplier nanos) {
        this.nanos = nanos;
        this.turnedNanos = nanos.getAsLong();
    }

    void turned() {
        turnedNanos = nanos.getAsLong();
    }

    /** How long ago that was: some seconds at most while all is well, a connection's wait included. */
    public Duration silence() {
        return Duration.ofNanos(nanos.getAsLong() - turnedNanos);
    }
}
