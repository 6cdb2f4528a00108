package io.twinproxy.controller.sim;

import io.twinproxy.emulator.core.EmulatorSettings;
import java.time.Duration;

/** One seed's whole run: a quiet start, a rain of faults, and a time to settle in. */
final class Run {
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration RAIN = Duration.ofSeconds(20);

    /**
     * The liveness bound. Once every fault has ended, some ready host of each pair holds its endpoint, alone, and its
     * clients get replies, within this time and for good. It is made of the longest rest of automatic moves, sixteen
     * times the 5 s hold-down declared here; and of 40 s for a session to end, a leader to look around, a stuck detach
     * to be forced, the move and its looks at their slowest, and clients' calls that still come late.
     */
    static final Duration BOUND = Duration.ofMinutes(2);

    /** Holding on for this long is holding for good: longer than anything that was under way can last. */
    private static final Duration STEADY = Duration.ofSeconds(5);

    private Run() {}

    static SimWorld of(long seed, Tampering tampering) {
        return of(Shape.of(seed), tampering);
    }

    static SimWorld of(Shape shape, Tampering tampering) {
        SimWorld world = new SimWorld(shape, tampering);
        try {
            world.start();
            world.run(QUIET);
            EmulatorSettings calm = shape.calm();
            Faults faults = new Faults(world, calm);
            faults.rain(Duration.ofMillis(250 + Math.floorMod(shape.seed() * 7919, 2250)));
            world.run(RAIN);
            faults.heal();
            settle(world);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + shape.seed() + ": " + e.getMessage() + "\nreplay with -Dseed=" + shape.seed() + "\n"
                            + world.transcript(),
                    e);
        }
        return world;
    }

    private static void settle(SimWorld world) {
        long deadline = world.nanos() + BOUND.toNanos();
        long since = world.nanos();
        while (world.nanos() - since < STEADY.toNanos()) {
            world.run(Duration.ofMillis(250));
            for (SimPair pair : world.pairs()) {
                boolean served = pair.servedThroughTheEndpoint();
                since = served ? since : world.nanos();
                if (!served && world.nanos() > deadline) {
                    throw new AssertionError("no ready host alone holds the endpoint of " + pair.name + " "
                            + BOUND.toSeconds() + " s after the last fault, but "
                            + pair.reached().stream().map(h -> h.name).toList() + "; reading: "
                            + world.records(pair).reading().value());
                }
            }
        }
    }
}
