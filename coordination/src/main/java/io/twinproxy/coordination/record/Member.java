package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Optional;

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
 */
public record Member(
        String address, int port, String protocol, Optional<String> instance, Optional<String> zone, String digest) {
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
                .put("digest", digest);
    }

    static Member from(JsonObject json) throws BadJsonException {
        return new Member(
                json.string("address"),
                Math.toIntExact(json.integer("port")),
                json.string("protocol"),
                json.optionalString("instance"),
                json.optionalString("zone"),
                json.optionalString("digest").orElse(""));
    }
}
