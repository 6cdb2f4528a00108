package io.twinproxy.controller;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** When a controller last turned. Any thread. */
public final class Pulse {
    private final LongSupplier nanos;
    private volatile OptionalLong turnedNanos = OptionalLong.empty();

    /** @param nanos monotonic time */
    public Pulse(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void turned() {
        turnedNanos = OptionalLong.of(nanos.getAsLong());
    }

    /**
     * How long ago that was: two seconds at most while all is well. Nothing before the first turn: until then ZooKeeper is
     * waited for, by calls that have an end of their own and may take a session each.
     */
    public Duration silence() {
        OptionalLong turned = turnedNanos;
        return turned.isPresent() ? Duration.ofNanos(nanos.getAsLong() - turned.getAsLong()) : Duration.ZERO;
    }
}
