package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the leader reads a pair at present: what {@code status}, {@code explain} and {@code check} show. Written on a
 * change, at most once a second; nothing decides by it.
 *
 * @param epoch the leadership that wrote it
 * @param by the controller that wrote it
 * @param situation the situation's number
 * @param name its name, in words
 * @param sentence why, with this pair's hosts and times in it
 * @param sinceMillis wall-clock time at which this situation began
 * @param holder the host that holds the endpoint, as the cloud says; empty when nobody does or it cannot be told
 * @param placement the cloud's answer in words
 * @param hosts each host with every reason why it is not ready; no reason means ready
 * @param preflight every reason why a move could not be carried out: permissions, zones, device index, pools digest
 * @param holdDownMillis how long automatic moves still rest, as of writing
 * @param spec the version of the spec that was read, -1 when there was none; empty from a program that did not say
 * @param unknown keys of a newer version
 */
public record Reading(
        long epoch,
        String by,
        int situation,
        String name,
        String sentence,
        long sinceMillis,
        Optional<String> holder,
        String placement,
        SortedMap<String, List<String>> hosts,
        List<String> preflight,
        long holdDownMillis,
        OptionalInt spec,
        SortedMap<String, Object> unknown) {
    public Reading {
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
        preflight = List.copyOf(preflight);
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    public byte[] bytes() {
        JsonObject reasons = new JsonObject();
        hosts.forEach(reasons::put);
        JsonObject json = Format.begin()
                .put("epoch", epoch)
                .put("by", by)
                .put("situation", situation)
                .put("name", name)
                .put("sentence", sentence)
                .put("sinceMs", sinceMillis)
                .put("holder", holder)
                .put("placement", placement)
                .put("hosts", reasons)
                .put("preflight", preflight)
                .put("holdDownMs", holdDownMillis);
        spec.ifPresent(version -> json.put("spec", version));
        return Json.bytes(json.putAll(unknown));
    }

    public static Reading parse(byte[] bytes) throws BadJsonException {
        JsonObject json = Json.parse(bytes);
        Format.check(json);
        SortedMap<String, List<String>> hosts = new TreeMap<>();
        JsonObject reasons = json.object("hosts").orElseGet(JsonObject::new);
        for (String host : new TreeMap<>(reasons.asMap()).keySet()) {
            hosts.put(host, reasons.strings(host));
        }
        return new Reading(
                json.integer("epoch"),
                json.string("by"),
                json.int32("situation"),
                json.string("name"),
                json.string("sentence"),
                json.integer("sinceMs", 0),
                json.optionalString("holder"),
                json.optionalString("placement").orElse(""),
                hosts,
                json.strings("preflight"),
                json.integer("holdDownMs", 0),
                json.has("spec") ? OptionalInt.of(json.int32("spec")) : OptionalInt.empty(),
                json.rest());
    }
}
