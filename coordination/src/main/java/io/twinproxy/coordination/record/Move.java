package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A move under way. Any leader can take it over: the next step follows from what is observed, not from what is
 * written here, which is for people, for the hold-down and for the history.
 *
 * @param id unique
 * @param from the host that held the endpoint, if any did
 * @param to the host that is to hold it
 * @param step the step last begun, as its sentence; empty before the first
 * @param situation the number of the situation that began it
 * @param cause why it was begun, as a sentence
 * @param request the operator who asked, when one did
 * @param startedMillis wall-clock time, for people only
 * @param phases name of a phase to milliseconds since the cause was first seen
 * @param unknown keys of a newer version
 */
public record Move(
        String id,
        Optional<String> from,
        String to,
        String step,
        int situation,
        String cause,
        Optional<Request> request,
        long startedMillis,
        SortedMap<String, Long> phases,
        SortedMap<String, Object> unknown) {
    public Move {
        phases = Collections.unmodifiableSortedMap(new TreeMap<>(phases));
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public Move(
            String id,
            Optional<String> from,
            String to,
            String step,
            int situation,
            String cause,
            Optional<Request> request,
            long startedMillis,
            SortedMap<String, Long> phases) {
        this(id, from, to, step, situation, cause, request, startedMillis, phases, new TreeMap<>());
    }

    public Move atStep(String next) {
        return new Move(id, from, to, next, situation, cause, request, startedMillis, phases, unknown);
    }

    public Move withPhases(SortedMap<String, Long> timed) {
        return new Move(id, from, to, step, situation, cause, request, startedMillis, timed, unknown);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("from", from)
                .put("to", to)
                .put("step", step)
                .put("situation", situation)
                .put("cause", cause)
                .put("startedMs", startedMillis)
                .put("phases", Phases.toJson(phases));
        request.ifPresent(r -> json.put("request", r.toJson()));
        return json.putAll(unknown);
    }

    static Move from(JsonObject json) throws BadJsonException {
        Optional<JsonObject> request = json.object("request");
        return new Move(
                json.string("id"),
                json.optionalString("from"),
                json.string("to"),
                json.optionalString("step").orElse(""),
                json.int32("situation"),
                json.string("cause"),
                request.isPresent() ? Optional.of(Request.from(request.get())) : Optional.empty(),
                json.integer("startedMs", 0),
                Phases.from(json.object("phases").orElseGet(JsonObject::new)),
                json.rest());
    }
}
