package io.twinproxy.controller.sim;

import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.emulator.core.EmulatorSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a world is made of.
 *
 * @param seed what every draw follows from
 * @param calm the cloud's settings while no fault is in it
 * @param skew how far the processes' clocks may run apart, as a share of 1
 * @param timings of every pair, as in a pair's file
 */
public record Shape(long seed, EmulatorSettings calm, List<Plan> pairs, int controllers, double skew, String timings) {
    /** Four seconds of session, less a tenth for clocks: what leases stay safe under, with something to spare. */
    private static final double SKEW = 0.04;

    /** As slow as EC2 can be, but for what takes minutes there: a run would only be longer for it. */
    private static final EmulatorSettings SLOW = EmulatorSettings.ec2()
            .with(
                    "throttling", "false",
                    "detach-delay", "1s..8s",
                    "attach-delay", "1s..5s",
                    "registration-delay", "2s..15s",
                    "start-delay", "2s..15s",
                    "stop-delay", "2s..15s");

    /**
     * One pair.
     *
     * @param fallback whether an {@code eni} declares one
     */
    public record Plan(String name, EndpointKind kind, int hosts, boolean fallback) {
        public Plan(String name, EndpointKind kind, int hosts) {
            this(name, kind, hosts, false);
        }
    }

    public Shape {
        pairs = List.copyOf(pairs);
    }

    /** Two hosts, two controllers, a quick cloud: what a scenario starts from. */
    public static Shape plain(EndpointKind kind) {
        return new Shape(1, EmulatorSettings.fast(), List.of(new Plan("cache-a", kind, 2)), 2, SKEW, "hold-down: 5s");
    }

    /** What a seed makes: kinds, numbers and cloud differ from seed to seed, and every mixture comes round. */
    public static Shape of(long seed) {
        EmulatorSettings calm = seed % 3 == 0 ? SLOW : EmulatorSettings.fast();
        List<Plan> pairs = new ArrayList<>();
        int mixture = Math.floorMod(seed, 17);
        int hosts = seed % 4 == 1 ? 3 : 2;
        if (mixture == 7) {
            pairs.add(new Plan("cache-a", EndpointKind.ENI, 2));
            pairs.add(new Plan("cache-b", EndpointKind.TARGET_GROUP, 2));
            pairs.add(new Plan("cache-c", EndpointKind.TARGET_GROUP_GATE, 2));
        } else if (mixture == 4) {
            pairs.add(new Plan("cache-a", EndpointKind.TARGET_GROUP, hosts));
        } else if (mixture == 9) {
            pairs.add(new Plan("cache-a", EndpointKind.TARGET_GROUP_GATE, hosts));
        } else if (mixture == 10) {
            pairs.add(new Plan("cache-a", EndpointKind.SECONDARY_IP, hosts));
        } else if (mixture == 11) {
            pairs.add(new Plan("cache-a", EndpointKind.ELASTIC_IP, hosts));
        } else if (mixture == 12) {
            pairs.add(new Plan("cache-a", EndpointKind.ROUTE, hosts));
        } else if (mixture == 13) {
            pairs.add(new Plan("cache-a", EndpointKind.CLASSIC_ELB, hosts));
        } else if (mixture == 14 || mixture == 15) {
            pairs.add(new Plan("cache-a", EndpointKind.ENI, hosts, true));
        } else if (mixture == 16) {
            pairs.add(new Plan("cache-a", EndpointKind.SECONDARY_IP, 2));
            pairs.add(new Plan("cache-b", EndpointKind.ROUTE, 2));
            pairs.add(new Plan("cache-c", EndpointKind.CLASSIC_ELB, 2));
        } else {
            pairs.add(new Plan("cache-a", EndpointKind.ENI, hosts));
        }
        return new Shape(seed, calm, pairs, seed % 4 == 3 ? 3 : 2, SKEW, "hold-down: 5s");
    }

    public Shape withSeed(long other) {
        return new Shape(other, calm, pairs, controllers, skew, timings);
    }

    public Shape withSkew(double other) {
        return new Shape(seed, calm, pairs, controllers, other, timings);
    }

    public Shape withTimings(String other) {
        return new Shape(seed, calm, pairs, controllers, skew, other);
    }

    public Shape withPairs(List<Plan> others) {
        return new Shape(seed, calm, others, controllers, skew, timings);
    }

    public Shape withCloud(EmulatorSettings other) {
        return new Shape(seed, other, pairs, controllers, skew, timings);
    }
}
