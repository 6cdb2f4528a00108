package io.twinproxy.controller.decide;

import java.util.Optional;

/**
 * Who holds the endpoint, says the cloud.
 *
 * @param host the holder, for {@code HELD}; the host it is on its way to or from, for {@code CHANGING}, if known
 * @param sentence the cloud's answer in words
 */
public record Placement(Kind kind, Optional<String> host, String sentence) {
    /** What the cloud's answer amounts to. */
    public enum Kind {
        /** No answer, or none that can be read. */
        UNKNOWN,
        /** Nobody. */
        NONE,
        /** A host of the pair. */
        HELD,
        /** A machine that is no host of the pair. */
        OUTSIDE,
        /** Coming or going. */
        CHANGING
    }

    public static Placement unknown(String sentence) {
        return new Placement(Kind.UNKNOWN, Optional.empty(), sentence);
    }

    public static Placement none(String sentence) {
        return new Placement(Kind.NONE, Optional.empty(), sentence);
    }

    public static Placement heldBy(String host, String sentence) {
        return new Placement(Kind.HELD, Optional.of(host), sentence);
    }

    public static Placement outside(String sentence) {
        return new Placement(Kind.OUTSIDE, Optional.empty(), sentence);
    }

    public static Placement changing(Optional<String> host, String sentence) {
        return new Placement(Kind.CHANGING, host, sentence);
    }

    public boolean heldBy(String name) {
        return kind == Kind.HELD && host.equals(Optional.of(name));
    }
}
