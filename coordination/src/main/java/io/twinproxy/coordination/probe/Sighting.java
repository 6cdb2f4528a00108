package io.twinproxy.coordination.probe;

import io.twinproxy.coordination.record.Sight;
import java.util.OptionalLong;

/**
 * What the probes of one target say. All times are readings of the clock the prober was built with.
 *
 * @param detail the failure in words, while there is one; an {@code ANSWERED} with a detail has begun to fail
 * @param sinceNanos when it began to be this sight
 * @param lastAnswerNanos when the last reply came, if one ever did
 * @param firstFailureNanos when the present run of failures was first noticed, while there is one
 */
public record Sighting(
        Sight sight, String detail, long sinceNanos, OptionalLong lastAnswerNanos, OptionalLong firstFailureNanos) {

    static Sighting unknown(long nowNanos) {
        return new Sighting(Sight.UNKNOWN, "", nowNanos, OptionalLong.empty(), OptionalLong.empty());
    }

    /** Whether the two say the same, leaving the time of the last reply aside. */
    boolean saysTheSameAs(Sighting other) {
        return sight == other.sight
                && sinceNanos == other.sinceNanos
                && detail.equals(other.detail)
                && firstFailureNanos.equals(other.firstFailureNanos);
    }
}
