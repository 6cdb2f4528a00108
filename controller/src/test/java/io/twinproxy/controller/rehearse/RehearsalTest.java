package io.twinproxy.controller.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void playsEveryMoveToItsEnd() {
        Rehearsal.Played played = Rehearsal.play(6, Duration.ofMinutes(1), System::nanoTime);
        assertThat(played.moves()).isEqualTo(6);
        assertThat(played.took()).isPositive();
    }

    @Test
    void endsAfterTheMoveInWhichItsTimeIsOver() {
        AtomicLong clock = new AtomicLong();
        Rehearsal.Played played = Rehearsal.play(6, Duration.ofMillis(25), () -> clock.getAndAdd(10_000_000L));
        assertThat(played.moves()).isEqualTo(2);
    }
}
