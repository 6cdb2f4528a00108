package io.twinproxy.controller.act;

/**
 * What came of a step.
 *
 * @param code the cloud's error code, or empty
 * @param sentence what happened, in words
 */
public record Outcome(Kind kind, String code, String sentence) {
    /** The kinds of outcome; each says what to do next. */
    public enum Kind {
        /** The cloud accepted it: observe. */
        DONE,
        /** The state has moved on meanwhile, or is still changing: observe, then decide again. */
        PENDING,
        /** The cloud refuses, and will go on refusing until someone mends something. */
        REFUSED,
        /** No answer: it may have happened. Observe. */
        UNKNOWN
    }

    public static Outcome done(String sentence) {
        return new Outcome(Kind.DONE, "", sentence);
    }

    public static Outcome pending(String code, String sentence) {
        return new Outcome(Kind.PENDING, code, sentence);
    }

    public static Outcome refused(String code, String sentence) {
        return new Outcome(Kind.REFUSED, code, sentence);
    }

    public static Outcome unknown(String sentence) {
        return new Outcome(Kind.UNKNOWN, "", sentence);
    }
}
