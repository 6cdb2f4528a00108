package io.twinproxy.controller.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.emulator.core.EmulatorSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The production controller under virtual time and seeded faults, with every invariant checked after every event. A
 * seed that fails prints itself and its transcript; {@code -Dseed=N} replays it alone.
 */
class FailoverSimulationTest {
    private static final Duration RAIN = Duration.ofSeconds(45);

    /** Hold-downs of 5 s double up to sixteen times; after that, a move and its looks. */
    private static final Duration BOUND = Duration.ofMinutes(2);

    private static final String TIMINGS = "hold-down: 5s";

    @Test
    void keepsEveryInvariantUnderAnySeed() {
        Optional<Long> single = Optional.ofNullable(Long.getLong("seed"));
        long first = Long.getLong("sim.first", 1);
        long count = Long.getLong("sim.seeds", 300);
        AtomicLong moves = new AtomicLong();
        AtomicLong events = new AtomicLong();
        long began = System.nanoTime();
        LongStream seeds = single.map(LongStream::of)
                .orElseGet(() -> LongStream.range(first, first + count).parallel());
        seeds.forEach(seed -> {
            SimWorld world = run(seed);
            moves.addAndGet(world.invariants().moves());
            events.addAndGet(world.events());
            single.ifPresent(s -> System.out.println(world.transcript()));
        });
        System.out.printf(
                "simulation: %d seeds, %d events, %d moves, no violation, %.1f s%n",
                single.isPresent() ? 1 : count, events.get(), moves.get(), (System.nanoTime() - began) / 1e9);
        assertThat(moves.get()).as("moves over all seeds").isPositive();
    }

    private static SimWorld run(long seed) {
        boolean slow = seed % 3 == 0;
        EmulatorSettings calm = slow
                ? EmulatorSettings.ec2().with("throttling", "false", "detach-delay", "1s..8s", "attach-delay", "1s..5s")
                : EmulatorSettings.fast();
        SimWorld world = new SimWorld(seed, calm, seed % 5 == 4 ? 3 : 2, seed % 4 == 3 ? 3 : 2, TIMINGS);
        try {
            world.start();
            world.run(Duration.ofSeconds(20));
            Faults faults = new Faults(world, calm);
            faults.rain(Duration.ofMillis(500 + Math.floorMod(seed * 7919, 5000)));
            world.run(RAIN);
            faults.heal();
            settle(world);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e.getMessage() + "\nreplay with -Dseed=" + seed + "\n" + world.transcript(),
                    e);
        }
        return world;
    }

    /** Within the bound some ready host holds the endpoint, and goes on holding it. */
    private static void settle(SimWorld world) {
        long deadline = world.nanos() + BOUND.toNanos();
        long since = world.nanos();
        while (world.nanos() - since < Duration.ofSeconds(8).toNanos()) {
            world.run(Duration.ofMillis(250));
            if (!world.servedThroughTheEndpoint()) {
                since = world.nanos();
            }
            if (world.nanos() > deadline) {
                throw new AssertionError(
                        "no ready host holds the endpoint " + BOUND.toSeconds() + " s after the last fault; reading: "
                                + world.records().reading().value());
            }
        }
    }
}
