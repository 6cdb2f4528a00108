package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;

/**
 * Who asked for something, why and when.
 *
 * @param by the operator's name
 * @param reason the operator's words
 * @param atMillis wall-clock time, for people only; no decision rests on it
 */
public record Request(String by, String reason, long atMillis) {
    JsonObject toJson() {
        return new JsonObject().put("by", by).put("reason", reason).put("atMs", atMillis);
    }

    static Request from(JsonObject json) throws BadJsonException {
        return new Request(json.string("by"), json.string("reason"), json.integer("atMs", 0));
    }
}
