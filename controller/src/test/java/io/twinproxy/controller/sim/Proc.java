package io.twinproxy.controller.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One process: it can be killed, or paused so that whatever was due runs only afterwards, and its monotonic clock runs
 * a little fast or slow.
 */
public final class Proc {
    private final Agenda agenda;
    private final double rate;
    private final long bornNanos;
    private final List<Runnable> deferred = new ArrayList<>();
    private int pauses;
    private boolean killed;

    Proc(Agenda agenda, double rate) {
        this.agenda = agenda;
        this.rate = rate;
        this.bornNanos = agenda.nanos();
    }

    long nanos() {
        return bornNanos + (long) ((agenda.nanos() - bornNanos) * rate);
    }

    boolean killed() {
        return killed;
    }

    boolean running() {
        return !killed && pauses == 0;
    }

    public boolean paused() {
        return pauses > 0;
    }

    void kill() {
        killed = true;
        deferred.clear();
    }

    public void pause(Duration duration) {
        pauses++;
        agenda.after(duration, this::resume);
    }

    private void resume() {
        pauses--;
        if (pauses == 0 && !killed) {
            List<Runnable> due = new ArrayList<>(deferred);
            deferred.clear();
            due.forEach(this::runNow);
        }
    }

    /** Something due may pause the process again, and what comes after it waits once more. */
    private void runNow(Runnable run) {
        if (killed) {
            return;
        }
        if (pauses > 0) {
            deferred.add(run);
        } else {
            run.run();
        }
    }

    /** By this process's own clock; does not run if it is killed meanwhile, and later if it is paused. */
    void after(Duration delay, Runnable run) {
        agenda.after((long) Math.ceil(delay.toNanos() / rate) + 1, () -> runNow(run));
    }
}
