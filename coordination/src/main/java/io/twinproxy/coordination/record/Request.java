package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who asked for something, why and when.
 *
 * @param by the operator's name
 * @param reason the operator's words
 * @param atMillis wall-clock time, for people only; no decision rests on it
 * @param unknown keys of a newer version
 */
public record Request(String by, String reason, long atMillis, SortedMap<String, Object> unknown) {
    public Request {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public Request(String by, String reason, long atMillis) {
        this(by, reason, atMillis, new TreeMap<>());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("by", by)
                .put("reason", reason)
                .put("atMs", atMillis)
                .putAll(unknown);
    }

    static Request from(JsonObject json) throws BadJsonException {
        return new Request(json.string("by"), json.string("reason"), json.integer("atMs", 0), json.rest());
    }
}
