package io.twinproxy.agent.core;

import io.twinproxy.coordination.record.Timings;
import io.twinproxy.coordination.settings.Durations;
import io.twinproxy.coordination.settings.Key;
import java.time.Duration;

/** A pair's timings before its specification was read: what its keys declare as their defaults. */
final class DefaultTimings {
    private DefaultTimings() {}

    static Timings get() {
        return new Timings(
                duration(Timings.HEARTBEAT),
                duration(Timings.REFRESH),
                duration(Timings.LATE_AFTER),
                duration(Timings.PROBE),
                duration(Timings.PROBE_TIMEOUT),
                Integer.parseInt(Timings.PROBE_MISSES.otherwise()),
                duration(Timings.HOLD_DOWN),
                duration(Timings.OBSERVE));
    }

    private static Duration duration(Key key) {
        return Durations.parse(key.otherwise())
                .orElseThrow(() -> new IllegalStateException("the default of " + key.name() + " is no duration"));
    }
}
