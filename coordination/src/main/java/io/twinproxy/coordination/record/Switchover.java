package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An operator's wish that another host be active. It is done, refused or overtaken once the assignment names its id as
 * answered; until then it stands.
 *
 * @param id unique; the assignment's {@link Assignment#answered()} repeats it
 * @param to the host wanted; empty means the other one
 * @param forced a failover: go even though the active looks healthy or the hold-down runs; the target must be up
 * @param drill rehearsed for practice; recorded as such
 * @param unknown keys of a newer version
 */
public record Switchover(
        String id,
        Optional<String> to,
        boolean forced,
        boolean drill,
        Request request,
        SortedMap<String, Object> unknown) {
    public Switchover {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public Switchover(String id, Optional<String> to, boolean forced, boolean drill, Request request) {
        this(id, to, forced, drill, request, new TreeMap<>());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("to", to)
                .put("forced", forced)
                .put("drill", drill)
                .put("request", request.toJson())
                .putAll(unknown);
    }

    static Switchover from(JsonObject json) throws BadJsonException {
        JsonObject request = json.required("request");
        return new Switchover(
                json.string("id"),
                json.optionalString("to"),
                json.bool("forced", false),
                json.bool("drill", false),
                Request.from(request),
                json.rest());
    }
}
