package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;

/**
 * The leader's answer to an operator's switchover.
 *
 * @param id the switchover's
 * @param result what became of it
 * @param sentence why, for the operator
 */
public record Answer(String id, Result result, String sentence) {
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
                .put("sentence", sentence);
    }

    static Answer from(JsonObject json) throws BadJsonException {
        return new Answer(json.string("id"), json.constant("result", Result.class), json.string("sentence"));
    }
}
