package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;

/**
 * What an agent says of its own proxy.
 *
 * @param serving the proxy listens and its event loops turn
 * @param why when not serving: the reason, as a sentence; else empty
 * @param address where others reach the proxy's first pool: a name or address of this host
 * @param port the first pool's port
 * @param protocol {@code memcache} or {@code redis}: which probe to send
 * @param digest of what decides key placement; two hosts of a pair must agree
 * @param backendsIn backends in service, over all pools
 * @param backendsTotal backends configured, over all pools
 * @param enoughBackends every pool has at least its {@code min_backends} in
 */
public record ProxyReport(
        boolean serving,
        String why,
        String address,
        int port,
        String protocol,
        String digest,
        int backendsIn,
        int backendsTotal,
        boolean enoughBackends) {
    JsonObject toJson() {
        return new JsonObject()
                .put("serving", serving)
                .put("why", why)
                .put("address", address)
                .put("port", port)
                .put("protocol", protocol)
                .put("digest", digest)
                .put("backendsIn", backendsIn)
                .put("backendsTotal", backendsTotal)
                .put("enoughBackends", enoughBackends);
    }

    static ProxyReport from(JsonObject json) throws BadJsonException {
        return new ProxyReport(
                json.bool("serving", false),
                json.optionalString("why").orElse(""),
                json.string("address"),
                Math.toIntExact(json.integer("port")),
                json.string("protocol"),
                json.string("digest"),
                Math.toIntExact(json.integer("backendsIn")),
                Math.toIntExact(json.integer("backendsTotal")),
                json.bool("enoughBackends", false));
    }
}
