package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a host sees of its peer's proxy.
 *
 * @param host the peer
 * @param sight what the probes say
 * @param detail the last failure in words, or empty
 * @param unknown keys of a newer version
 */
public record Peer(String host, Sight sight, String detail, SortedMap<String, Object> unknown) {
    public Peer {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public Peer(String host, Sight sight, String detail) {
        this(host, sight, detail, new TreeMap<>());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("host", host)
                .put("sight", JsonObject.name(sight))
                .put("detail", detail)
                .putAll(unknown);
    }

    static Peer from(JsonObject json) throws BadJsonException {
        return new Peer(
                json.string("host"),
                json.constant("sight", Sight.class),
                json.optionalString("detail").orElse(""),
                json.rest());
    }
}
