package io.twinproxy.coordination;

import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.HoldDown;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Reading;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.settings.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Records for tests. */
public final class Samples {
    private Samples() {}

    public static PairSpec spec(String pair) {
        return spec(pair, "never");
    }

    public static PairSpec spec(String pair, String failback) {
        try {
            return PairSpec.parse("""
                    pair: %s
                    endpoint: {kind: eni, network-interface: eni-0123abcd}
                    failback: %s
                    """.formatted(pair, failback), "pair.yml");
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }

    public static Intent paused(String by) {
        return Intent.NONE.withPaused(Optional.of(new Request(by, "a rehearsal", 1_700_000_000_000L)));
    }

    public static Heartbeat heartbeat(long sequence) {
        return new Heartbeat(
                "f00d",
                sequence,
                1_700_000_000_000L,
                Duration.ofSeconds(5),
                Optional.of("i-0a"),
                Optional.of("eu-west-1a"),
                new ProxyReport(true, "", "10.0.0.1", 22121, "memcache", "d1", 2, 2, true)
                        .withRefused("pools.yml:3: not a hash"),
                false,
                false,
                Optional.empty(),
                Hold.NOT_NEEDED,
                "",
                0,
                false,
                "10.0.0.1:2525",
                new TreeMap<>());
    }

    public static Assignment assignment(String active, long generation) {
        return new Assignment(
                Optional.of(active),
                generation,
                1,
                30,
                "it answers",
                "controller-1",
                1_700_000_000_000L,
                Optional.empty(),
                Optional.empty(),
                HoldDown.NONE,
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    public static Event event(int number) {
        return new Event(
                "event-" + number,
                Event.Kind.SITUATION,
                1_700_000_000_000L + number,
                number,
                "event number " + number,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                "controller-1",
                new TreeMap<>(),
                List.of(),
                new TreeMap<>());
    }

    public static Reading reading(int situation) {
        return new Reading(
                1,
                "controller-1",
                situation,
                "active healthy",
                "proxy-a answers",
                1_700_000_000_000L,
                Optional.of("proxy-a"),
                "held by proxy-a",
                new TreeMap<>(),
                List.of(),
                0,
                OptionalInt.of(0),
                new TreeMap<>());
    }
}
