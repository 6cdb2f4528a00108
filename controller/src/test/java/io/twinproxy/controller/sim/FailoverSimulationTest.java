package io.twinproxy.controller.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The production controller under virtual time and seeded faults, with every invariant checked after every event. A
 * seed that fails prints itself and its transcript; {@code -Dseed=N} replays it alone, {@code -Dsim.seeds} says how many
 * are run, {@code -Dsim.first} from which on.
 */
class FailoverSimulationTest {
    @Test
    void keepsEveryInvariantUnderAnySeed() {
        Optional<Long> single = Optional.ofNullable(Long.getLong("seed"));
        long first = single.orElse(Long.getLong("sim.first", 1));
        long count = single.isPresent() ? 1 : Long.getLong("sim.seeds", 300);
        AtomicLong moves = new AtomicLong();
        AtomicLong events = new AtomicLong();
        long began = System.nanoTime();
        LongStream.range(first, first + count).parallel().forEach(seed -> {
            SimWorld world = Run.of(seed, Tampering.NONE);
            moves.addAndGet(world.invariants().moves());
            events.addAndGet(world.events());
            single.ifPresent(s -> System.out.println(world.transcript()));
        });
        System.out.printf(
                "simulation: %d seeds, %d events, %d moves, no violation, %.1f s%n",
                count, events.get(), moves.get(), (System.nanoTime() - began) / 1e9);
        assertThat(moves.get()).as("moves over all seeds").isPositive();
    }

    @Test
    void replaysASeedExactly() {
        for (long seed : new long[] {3, 7, 14, 29}) {
            SimWorld once = Run.of(seed, Tampering.NONE);
            SimWorld again = Run.of(seed, Tampering.NONE);
            assertThat(again.transcript()).isEqualTo(once.transcript());
            assertThat(again.fingerprint()).isEqualTo(once.fingerprint());
            assertThat(again.events()).isEqualTo(once.events());
        }
    }
}
