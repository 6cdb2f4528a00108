package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long automatic moves rest after one. Kept in the assignment so that a new leader knows it too.
 *
 * @param streak automatic moves in quick succession; each doubles the rest, up to a bound
 * @param remainingMillis of the rest, as of this writing; whoever reads it counts down on a clock of its own, so a
 *     change of leader can lengthen the rest but never shorten it
 * @param unknown keys of a newer version
 */
public record HoldDown(int streak, long remainingMillis, SortedMap<String, Object> unknown) {
    public HoldDown {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public HoldDown(int streak, long remainingMillis) {
        this(streak, remainingMillis, new TreeMap<>());
    }

    /** Far beyond where doubling ends, and as far from where counting does. */
    private static final long STREAK_MAX = 1_000_000;

    public static final HoldDown NONE = new HoldDown(0, 0);

    JsonObject toJson() {
        return new JsonObject()
                .put("streak", streak)
                .put("remainingMs", remainingMillis)
                .putAll(unknown);
    }

    static HoldDown from(JsonObject json) throws BadJsonException {
        return new HoldDown(
                (int) json.natural("streak", STREAK_MAX),
                json.millis("remainingMs").toMillis(),
                json.rest());
    }
}
