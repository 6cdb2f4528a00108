package io.twinproxy.controller.act;

import java.time.Duration;

/**
 * What came of a step.
 *
 * @param code the cloud's error code, or empty
 * @param sentence what happened, in words
 * @param rest for how long the cloud asks to be left alone before the next call; zero when it does not
 */
public record Outcome(Kind kind, String code, String sentence, Duration rest) {
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
        return new Outcome(Kind.DONE, "", sentence, Duration.ZERO);
    }

    public static Outcome pending(String code, String sentence) {
        return new Outcome(Kind.PENDING, code, sentence, Duration.ZERO);
    }

    /** Too many calls, says the cloud: the same again, but not before this long. */
    public static Outcome throttled(String code, String sentence, Duration rest) {
        return new Outcome(Kind.PENDING, code, sentence, rest);
    }

    public static Outcome refused(String code, String sentence) {
        return new Outcome(Kind.REFUSED, code, sentence, Duration.ZERO);
    }

    public static Outcome unknown(String sentence) {
        return new Outcome(Kind.UNKNOWN, "", sentence, Duration.ZERO);
    }
}
