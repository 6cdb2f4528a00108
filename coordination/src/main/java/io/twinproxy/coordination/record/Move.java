package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.List;
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
 * @param steps the steps that were asked of the cloud so far, each with when; at most {@link #STEPS_MAX}
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
        List<String> steps,
        SortedMap<String, Object> unknown) {
    /** As many as twenty route tables and a ladder take; of a move that takes more, some in the middle are left out. */
    public static final int STEPS_MAX = 32;

    public Move {
        steps = List.copyOf(steps);
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
        this(id, from, to, step, situation, cause, request, startedMillis, phases, List.of(), new TreeMap<>());
    }

    public Move atStep(String next) {
        return new Move(id, from, to, next, situation, cause, request, startedMillis, phases, steps, unknown);
    }

    /** With its phases and steps as they are known by now. */
    public Move timed(SortedMap<String, Long> phasesNow, List<String> stepsNow) {
        return new Move(id, from, to, step, situation, cause, request, startedMillis, phasesNow, stepsNow, unknown);
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
        if (!steps.isEmpty()) {
            json.put("steps", steps);
        }
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
                json.strings("steps"),
                json.rest());
    }
}
