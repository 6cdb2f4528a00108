package io.twinproxy.controller.loop;

import io.twinproxy.coordination.record.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times a move's phases and steps from when its cause was first seen. A leader that takes a move over goes on from what its
 * predecessor wrote, by the wall clock: such times are for people, and a few milliseconds of skew do not matter.
 */
final class Stopwatch {
    /** Of a move with more than {@link Move#STEPS_MAX} steps so many first ones are kept, and the last ones. */
    private static final int FIRST = 24;

    private static final Pattern LEFT_OUT = Pattern.compile("… (\\d{1,9}) more steps …");

    private final long causeNanos;
    private final long causeMillis;
    private final SortedMap<String, Long> phases;
    private final List<String> steps;
    private String last = "";

    private Stopwatch(long causeNanos, long causeMillis, SortedMap<String, Long> phases, List<String> steps) {
        this.causeNanos = causeNanos;
        this.causeMillis = causeMillis;
        this.phases = new TreeMap<>(phases);
        this.steps = new ArrayList<>(steps);
    }

    static Stopwatch started(long causeNanos, long nowNanos, long wallMillis, List<String> steps) {
        return new Stopwatch(causeNanos, wallMillis - (nowNanos - causeNanos) / 1_000_000, new TreeMap<>(), steps);
    }

    static Stopwatch continued(Move move, long nowNanos, long wallMillis) {
        long elapsedMillis = Math.max(0, wallMillis - move.startedMillis());
        return new Stopwatch(nowNanos - elapsedMillis * 1_000_000, move.startedMillis(), move.phases(), move.steps());
    }

    /** Wall-clock time at which the cause was first seen. */
    long causeMillis() {
        return causeMillis;
    }

    /** Notes that a phase has ended; only the first time counts. */
    void mark(String phase, long nowNanos) {
        phases.putIfAbsent(phase, Math.max(0, (nowNanos - causeNanos) / 1_000_000));
    }

    /** Notes a step that the cloud was asked for; one that is asked for again and again is noted once. */
    void asked(String step, long atNanos) {
        if (step.equals(last)) {
            return;
        }
        last = step;
        steps.add(step + " (at " + Math.max(0, (atNanos - causeNanos) / 1_000_000) + " ms)");
        if (steps.size() > Move.STEPS_MAX) {
            leaveOneOut();
        }
    }

    /** The first ones tell how it began and the last ones which rung it is on; in between it says how many there were. */
    private void leaveOneOut() {
        Matcher before = LEFT_OUT.matcher(steps.get(FIRST));
        int already = before.matches() ? Integer.parseInt(before.group(1)) : 0;
        // The line that says so takes the place of one.
        int leaves = already > 0 ? 1 : 2;
        steps.remove(FIRST + 1);
        steps.set(FIRST, "… " + (already + leaves) + " more steps …");
    }

    /** The move with what is known of it by now. */
    Move timed(Move move) {
        return move.timed(phases, steps);
    }
}
