package io.twinproxy.controller.loop;

import io.twinproxy.controller.decide.HoldDowns;
import io.twinproxy.coordination.record.HoldDown;
import java.time.Duration;

/** One pair's hold-down, counted down on this leader's clock. Loop's thread only. */
final class Rest {
    private int streak;
    private long untilNanos;
    private boolean taken;

    /**
     * Takes over what is found written: by an earlier leader, or by this one without having been told that it was. The
     * rest can only grow by it, never shrink.
     */
    void takeOver(HoldDown written, long nowNanos) {
        long until = nowNanos + Duration.ofMillis(written.remainingMillis()).toNanos();
        streak = taken ? Math.max(streak, written.streak()) : written.streak();
        untilNanos = taken ? Math.max(untilNanos, until) : until;
        taken = true;
    }

    Duration remaining(long nowNanos) {
        return taken && untilNanos > nowNanos ? Duration.ofNanos(untilNanos - nowNanos) : Duration.ZERO;
    }

    /** What to write for an automatic move that begins now; {@link #begin} once that is written. */
    HoldDown next(Duration holdDown, long nowNanos) {
        int next = HoldDowns.next(streak, Duration.ofNanos(Math.max(0, nowNanos - untilNanos)), holdDown);
        return new HoldDown(next, HoldDowns.rest(holdDown, next).toMillis());
    }

    void begin(HoldDown written, long nowNanos) {
        streak = written.streak();
        untilNanos = nowNanos + Duration.ofMillis(written.remainingMillis()).toNanos();
    }

    /** As of now, for a record. */
    HoldDown current(long nowNanos) {
        return new HoldDown(streak, remaining(nowNanos).toMillis());
    }
}
