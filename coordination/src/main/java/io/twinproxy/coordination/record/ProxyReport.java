package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

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
 * @param refused what is wrong with a configuration file that was changed and is not served; else empty
 * @param unknown keys of a newer version
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
        boolean enoughBackends,
        String refused,
        SortedMap<String, Object> unknown) {
    public ProxyReport {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public ProxyReport(
            boolean serving,
            String why,
            String address,
            int port,
            String protocol,
            String digest,
            int backendsIn,
            int backendsTotal,
            boolean enoughBackends) {
        this(
                serving,
                why,
                address,
                port,
                protocol,
                digest,
                backendsIn,
                backendsTotal,
                enoughBackends,
                "",
                new TreeMap<>());
    }

    public ProxyReport withRefused(String problem) {
        return new ProxyReport(
                serving,
                why,
                address,
                port,
                protocol,
                digest,
                backendsIn,
                backendsTotal,
                enoughBackends,
                problem,
                unknown);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("serving", serving)
                .put("why", why)
                .put("address", address)
                .put("port", port)
                .put("protocol", protocol)
                .put("digest", digest)
                .put("backendsIn", backendsIn)
                .put("backendsTotal", backendsTotal)
                .put("enoughBackends", enoughBackends);
        if (!refused.isEmpty()) {
            json.put("refused", refused);
        }
        return json.putAll(unknown);
    }

    static ProxyReport from(JsonObject json) throws BadJsonException {
        return new ProxyReport(
                json.bool("serving", false),
                json.optionalString("why").orElse(""),
                json.string("address"),
                json.int32("port"),
                json.string("protocol"),
                json.string("digest"),
                json.int32("backendsIn"),
                json.int32("backendsTotal"),
                json.bool("enoughBackends", false),
                json.optionalString("refused").orElse(""),
                json.rest());
    }
}
