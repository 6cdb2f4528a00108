package io.twinproxy.controller.report;

import io.twinproxy.controller.decide.Situation;
import java.util.Locale;

/** How much a situation wants of a person: the colour of the page and the level of the log. */
public enum Tone {
    /** An outage, or what stands between it and its end. */
    BAD,
    /** Clients are served, but something should be looked at. */
    WARN,
    /** The leader is doing something about it. */
    BUSY,
    /** Someone asked for this, or it passes by itself. */
    QUIET,
    /** Nothing to do. */
    CALM;

    public static Tone of(Situation situation) {
        return switch (situation) {
            case ACTIVE_DOWN_HELD_DOWN,
                    ACTIVE_DOWN_BRAKED,
                    ACTIVE_DOWN_ALONE,
                    BOTH_DOWN,
                    UNOWNED_HELD_DOWN,
                    UNOWNED_NO_HOST,
                    HELD_OUTSIDE -> BAD;
            case UNREADABLE,
                    STORE_UNREACHABLE,
                    PLACEMENT_UNKNOWN,
                    PAUSED_WISH,
                    SWITCHOVER_REFUSED,
                    DRIFT_ADOPTED,
                    DRIFT_HELD_DOWN,
                    DRAINED_ALONE,
                    CUT_OFF_HELD_DOWN,
                    ACTIVE_SUSPECT,
                    ACTIVE_UNKNOWN,
                    NO_STANDBY -> WARN;
            case MOVING,
                    MOVE_REDIRECTED,
                    SWITCHOVER,
                    FAILOVER_FORCED,
                    DRIFT_RESTORED,
                    UNOWNED,
                    DRAINED,
                    ACTIVE_DOWN,
                    CUT_OFF,
                    FAILBACK -> BUSY;
            case PAUSED, LEASE_SHORT, ASLEEP, STARTING, ADOPTED, FAILBACK_WAITS -> QUIET;
            case HEALTHY -> CALM;
        };
    }

    /** In lower case, as in the JSON and the style sheet. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
