package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;

/**
 * What a host sees of its peer's proxy.
 *
 * @param host the peer
 * @param sight what the probes say
 * @param detail the last failure in words, or empty
 */
public record Peer(String host, Sight sight, String detail) {
    JsonObject toJson() {
        return new JsonObject()
                .put("host", host)
                .put("sight", JsonObject.name(sight))
                .put("detail", detail);
    }

    static Peer from(JsonObject json) throws BadJsonException {
        return new Peer(
                json.string("host"),
                json.constant("sight", Sight.class),
                json.optionalString("detail").orElse(""));
    }
}
