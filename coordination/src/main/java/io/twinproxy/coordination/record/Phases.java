package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names of a move's phases, and their times in milliseconds since its cause was first seen. */
public final class Phases {
    public static final String DETECTED = "detected";
    public static final String DECIDED = "decided";
    public static final String DETACHED = "detached";
    public static final String ATTACHED = "attached";
    public static final String CONFIGURED = "configured";
    public static final String ANSWERED = "answered";

    /** In the order in which they come. */
    public static final List<String> ORDER = List.of(DETECTED, DECIDED, DETACHED, ATTACHED, CONFIGURED, ANSWERED);

    private Phases() {}

    static JsonObject toJson(SortedMap<String, Long> phases) {
        JsonObject json = new JsonObject();
        phases.forEach((phase, millis) -> json.put(phase, millis.longValue()));
        return json;
    }

    static SortedMap<String, Long> from(JsonObject json) throws BadJsonException {
        SortedMap<String, Long> phases = new TreeMap<>();
        for (String phase : new TreeMap<>(json.asMap()).keySet()) {
            phases.put(phase, json.natural(phase, JsonObject.MILLIS_MAX));
        }
        return phases;
    }
}
