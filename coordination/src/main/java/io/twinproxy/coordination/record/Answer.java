package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The leader's answer to an operator's switchover.
 *
 * @param id the switchover's
 * @param result what became of it
 * @param sentence why, for the operator
 * @param unknown keys of a newer version
 */
public record Answer(String id, Result result, String sentence, SortedMap<String, Object> unknown) {
    public Answer {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public Answer(String id, Result result, String sentence) {
        this(id, result, sentence, new TreeMap<>());
    }

    /** What became of a switchover. */
    public enum Result {
        DONE,
        REFUSED,
        FAILED
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("result", JsonObject.name(result))
                .put("sentence", sentence)
                .putAll(unknown);
    }

    static Answer from(JsonObject json) throws BadJsonException {
        return new Answer(
                json.string("id"), json.constant("result", Result.class), json.string("sentence"), json.rest());
    }
}
