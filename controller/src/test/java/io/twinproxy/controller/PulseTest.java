package io.twinproxy.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Pulse pulse = new Pulse(nanos::get);

    @Test
    void nothingIsStuckBeforeTheFirstTurnHoweverLongZooKeeperIsWaitedFor() {
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(pulse.silence()).isZero();
    }

    @Test
    void silenceIsCountedFromTheLastTurn() {
        pulse.turned();
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(pulse.silence()).isEqualTo(Duration.ofSeconds(3));
        pulse.turned();
        assertThat(pulse.silence()).isZero();
    }
}
