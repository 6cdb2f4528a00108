package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A host as the leader last knew it. Kept in the assignment, so that a new leader can probe a host whose heartbeat is
 * gone, and can tell which host an instance id in the cloud's answer means.
 *
 * @param address where its proxy is probed
 * @param port likewise
 * @param protocol {@code memcache} or {@code redis}
 * @param instance its EC2 instance id, where it has one
 * @param zone its availability zone, where known
 * @param digest of its pools
 * @param unknown keys of a newer version
 */
public record Member(
        String address,
        int port,
        String protocol,
        Optional<String> instance,
        Optional<String> zone,
        String digest,
        SortedMap<String, Object> unknown) {
    public Member {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public Member(
            String address,
            int port,
            String protocol,
            Optional<String> instance,
            Optional<String> zone,
            String digest) {
        this(address, port, protocol, instance, zone, digest, new TreeMap<>());
    }

    public static Member of(Heartbeat heartbeat) {
        ProxyReport proxy = heartbeat.proxy();
        return new Member(
                proxy.address(),
                proxy.port(),
                proxy.protocol(),
                heartbeat.instance(),
                heartbeat.zone(),
                proxy.digest());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("address", address)
                .put("port", port)
                .put("protocol", protocol)
                .put("instance", instance)
                .put("zone", zone)
                .put("digest", digest)
                .putAll(unknown);
    }

    static Member from(JsonObject json) throws BadJsonException {
        return new Member(
                json.string("address"),
                json.int32("port"),
                json.string("protocol"),
                json.optionalString("instance"),
                json.optionalString("zone"),
                json.optionalString("digest").orElse(""),
                json.rest());
    }
}
