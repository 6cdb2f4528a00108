package io.twinproxy.controller.act;

import java.util.Optional;

/** What comes next in a move: a step, waiting for the cloud, nothing because it has arrived, or nothing that can help. */
public record Next(Kind kind, Optional<Step> step, String sentence) {
    /** What kind of thing comes next. */
    public enum Kind {
        ARRIVED,
        WAIT,
        STEP,
        STUCK
    }

    public static Next arrived(String sentence) {
        return new Next(Kind.ARRIVED, Optional.empty(), sentence);
    }

    public static Next await(String sentence) {
        return new Next(Kind.WAIT, Optional.empty(), sentence);
    }

    public static Next step(Step step) {
        return new Next(Kind.STEP, Optional.of(step), step.sentence());
    }

    /** Only an operator can help; the sentence says how. */
    public static Next stuck(String sentence) {
        return new Next(Kind.STUCK, Optional.empty(), sentence);
    }
}
