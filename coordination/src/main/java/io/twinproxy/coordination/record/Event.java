package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One change in a pair's history.
 *
 * @param id a move's id for a move, else the situation's number and time; unique within a pair
 * @param kind what changed
 * @param atMillis wall-clock time of writing, for people only
 * @param situation the number of the situation behind it
 * @param sentence what happened and why
 * @param from the host that was active, if one was
 * @param to the host that is, if one is
 * @param request the operator behind it, when one was
 * @param epoch the leadership that wrote it
 * @param by the controller that wrote it
 * @param phases for a move: milliseconds since its cause was first seen
 * @param steps for a move that ended: the steps that were asked of the cloud, each with when
 * @param unknown keys of a newer version
 */
public record Event(
        String id,
        Kind kind,
        long atMillis,
        int situation,
        String sentence,
        Optional<String> from,
        Optional<String> to,
        Optional<Request> request,
        long epoch,
        String by,
        SortedMap<String, Long> phases,
        List<String> steps,
        SortedMap<String, Object> unknown) {
    /** What kind of change an event records. */
    public enum Kind {
        /** An operator declared the pair, or changed what is declared. */
        DECLARED,
        /** The reading of the pair changed. */
        SITUATION,
        /** A move was begun. */
        MOVE_STARTED,
        /** A move ended with the endpoint answering. */
        MOVE_DONE,
        /** A move was overtaken, or ended without being seen to answer. */
        MOVE_FAILED,
        /** A switchover was refused. */
        REFUSED
    }

    public Event {
        steps = List.copyOf(steps);
        phases = Collections.unmodifiableSortedMap(new TreeMap<>(phases));
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    public JsonObject toJson() {
        JsonObject json = Format.begin()
                .put("id", id)
                .put("kind", JsonObject.name(kind))
                .put("atMs", atMillis)
                .put("situation", situation)
                .put("sentence", sentence)
                .put("from", from)
                .put("to", to);
        request.ifPresent(r -> json.put("request", r.toJson()));
        json.put("epoch", epoch).put("by", by).put("phases", Phases.toJson(phases));
        if (!steps.isEmpty()) {
            json.put("steps", steps);
        }
        return json.putAll(unknown);
    }

    public byte[] bytes() {
        return Json.bytes(toJson());
    }

    public static Event parse(byte[] bytes) throws BadJsonException {
        JsonObject json = Json.parse(bytes);
        Format.check(json);
        Optional<JsonObject> request = json.object("request");
        return new Event(
                json.string("id"),
                json.constant("kind", Kind.class),
                json.integer("atMs", 0),
                json.int32("situation"),
                json.string("sentence"),
                json.optionalString("from"),
                json.optionalString("to"),
                request.isPresent() ? Optional.of(Request.from(request.get())) : Optional.empty(),
                json.integer("epoch"),
                json.string("by"),
                Phases.from(json.object("phases").orElseGet(JsonObject::new)),
                json.strings("steps"),
                json.rest());
    }
}
