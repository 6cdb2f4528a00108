package io.twinproxy.controller.decide;

import java.time.Duration;

/**
 * How long automatic moves rest after one: the pair's hold-down, doubled for each automatic move that came in quick
 * succession, up to sixteen times. A quiet time as long as the last rest earns the streak back.
 */
public final class HoldDowns {
    private static final int DOUBLINGS_MAX = 4;

    private HoldDowns() {}

    /** The rest after the move that makes the streak this long. */
    public static Duration rest(Duration holdDown, int streak) {
        return holdDown.multipliedBy(1L << Math.min(Math.max(streak - 1, 0), DOUBLINGS_MAX));
    }

    /** The streak with one more automatic move. */
    public static int next(int streak, Duration sinceRestEnded, Duration holdDown) {
        boolean quiet = sinceRestEnded.compareTo(rest(holdDown, streak)) >= 0;
        return quiet ? 1 : Math.min(streak + 1, DOUBLINGS_MAX + 1);
    }
}
