package io.twinproxy.coordination.record;

import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Section;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A pair's timings.
 *
 * @param heartbeat how often an agent looks at itself and, on a change, writes
 * @param refresh how often it writes without a change
 * @param lateAfter how much past {@code refresh} a heartbeat may be before it is late
 * @param probe how often each proxy is probed, by the leader and by the peer
 * @param probeTimeout how long a reply may take
 * @param probeMisses how many probes in a row must go unanswered for silence
 * @param holdDown how long automatic moves rest after one
 * @param observe how often the cloud is asked who holds the endpoint, while nothing moves
 * @param unknown keys of a newer version
 */
public record Timings(
        Duration heartbeat,
        Duration refresh,
        Duration lateAfter,
        Duration probe,
        Duration probeTimeout,
        int probeMisses,
        Duration holdDown,
        Duration observe,
        SortedMap<String, Object> unknown) {
    public Timings {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public Timings(
            Duration heartbeat,
            Duration refresh,
            Duration lateAfter,
            Duration probe,
            Duration probeTimeout,
            int probeMisses,
            Duration holdDown,
            Duration observe) {
        this(heartbeat, refresh, lateAfter, probe, probeTimeout, probeMisses, holdDown, observe, new TreeMap<>());
    }

    public static final Key HEARTBEAT = new Key(
            "heartbeat",
            "a duration, 50ms to 1m",
            "500ms",
            "How often an agent looks at itself; it writes on a change.");
    public static final Key REFRESH = new Key(
            "refresh",
            "a duration, 500ms to 10m, at least heartbeat",
            "5s",
            "How often an agent writes its heartbeat without a change.");
    public static final Key LATE_AFTER = new Key(
            "late-after",
            "a duration, 100ms to 10m, greater than heartbeat",
            "1500ms",
            "How much past refresh a heartbeat may be before it counts as late.");
    public static final Key PROBE = new Key(
            "probe",
            "a duration, 20ms to 1m",
            "250ms",
            "How often each proxy is probed, by the leader and by its peer.");
    public static final Key PROBE_TIMEOUT =
            new Key("probe-timeout", "a duration, 20ms to 1m", "250ms", "How long a probe's reply may take.");
    public static final Key PROBE_MISSES = new Key(
            "probe-misses", "1 to 20", "2", "How many probes in a row must go unanswered before a proxy is silent.");
    public static final Key HOLD_DOWN = new Key(
            "hold-down",
            "a duration, 0s to 24h",
            "60s",
            "How long automatic moves rest after one; doubled for each in quick succession, up to 16 times.");
    public static final Key OBSERVE = new Key(
            "observe",
            "a duration, 100ms to 10m",
            "2s",
            "How often the cloud is asked who holds the endpoint while nothing moves.");

    public static final List<Key> KEYS =
            List.of(HEARTBEAT, REFRESH, LATE_AFTER, PROBE, PROBE_TIMEOUT, PROBE_MISSES, HOLD_DOWN, OBSERVE);

    static Timings read(Section section, Function<Section, SortedMap<String, Object>> end) {
        Duration minute = Duration.ofMinutes(1);
        Duration tenMinutes = Duration.ofMinutes(10);
        Timings timings = new Timings(
                section.duration(HEARTBEAT, Duration.ofMillis(50), minute),
                section.duration(REFRESH, Duration.ofMillis(500), tenMinutes),
                section.duration(LATE_AFTER, Duration.ofMillis(100), tenMinutes),
                section.duration(PROBE, Duration.ofMillis(20), minute),
                section.duration(PROBE_TIMEOUT, Duration.ofMillis(20), minute),
                section.integer(PROBE_MISSES, 1, 20),
                section.duration(HOLD_DOWN, Duration.ZERO, Duration.ofHours(24)),
                section.duration(OBSERVE, Duration.ofMillis(100), tenMinutes),
                end.apply(section));
        if (timings.lateAfter.compareTo(timings.heartbeat) <= 0) {
            relation(section, LATE_AFTER, timings.lateAfter, "must be greater than heartbeat", timings.heartbeat);
        }
        if (timings.refresh.compareTo(timings.heartbeat) < 0) {
            relation(section, REFRESH, timings.refresh, "must be at least heartbeat", timings.heartbeat);
        }
        return timings;
    }

    private static void relation(Section section, Key key, Duration value, String rule, Duration other) {
        section.problem(key, "is " + text(value) + "; it " + rule + ", which is " + text(other));
    }

    private static String text(Duration duration) {
        return io.twinproxy.coordination.settings.Durations.text(duration);
    }
}
