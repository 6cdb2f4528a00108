package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.Probe.Result;
import java.util.Arrays;

/** The present state of one registered target. */
final class Target {
    /** Where a target is in its life. */
    enum Phase {
        REGISTERING,
        CHECKING,
        HEALTHY,
        UNHEALTHY,
        DRAINING
    }

    /** One checker's own memory of a target: its last streak and the verdict that streak has reached. */
    static final class Checker {
        int good;
        int bad;
        long outstanding = -1;
        Result lastBad = Result.FAILED;
        boolean saysHealthy;
        boolean decided;
    }

    final TargetId id;
    final Checker[] checkers;

    /** Rises with every (re-)registration and deregistration, so that changes meant for an earlier life do nothing. */
    int life;

    Phase phase = Phase.REGISTERING;
    Phase phaseBeforeDraining = Phase.REGISTERING;
    Result reason = Result.FAILED;
    boolean unhealthyDraining;
    boolean lingers;

    Target(TargetId id, int checkers) {
        this.id = id;
        this.checkers = new Checker[checkers];
        Arrays.setAll(this.checkers, i -> new Checker());
    }

    void forgetVerdicts() {
        for (Checker checker : checkers) {
            checker.good = 0;
            checker.bad = 0;
            checker.decided = false;
        }
    }

    boolean checked() {
        return phase == Phase.CHECKING || phase == Phase.HEALTHY || phase == Phase.UNHEALTHY;
    }
}
