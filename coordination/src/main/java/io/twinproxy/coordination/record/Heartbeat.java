package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an agent says of its host. Written when it changes and, unchanged, every {@link #refresh()}.
 *
 * @param incarnation random, new with every start of the agent
 * @param sequence counts this incarnation's heartbeats
 * @param atMillis wall-clock time, for people only
 * @param refresh the longest the agent means to go without writing
 * @param instance the EC2 instance id, where there is one
 * @param zone the availability zone, where known
 * @param leaving the agent is stopping cleanly
 * @param maintenance the maintenance file is there
 * @param peer what it sees of its peer, once it has one
 * @param hold whether the operating system holds the endpoint's address
 * @param holdDetail what is missing when it does not; else empty
 * @param follows the generation of the assignment this host obeys; 0 before it has read one
 * @param active whether it takes itself for the active host under that generation
 * @param health the address of its health answers, {@code host:port}
 * @param unknown keys of a newer version
 */
public record Heartbeat(
        String incarnation,
        long sequence,
        long atMillis,
        Duration refresh,
        Optional<String> instance,
        Optional<String> zone,
        ProxyReport proxy,
        boolean leaving,
        boolean maintenance,
        Optional<Peer> peer,
        Hold hold,
        String holdDetail,
        long follows,
        boolean active,
        String health,
        SortedMap<String, Object> unknown) {
    public Heartbeat {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** Whether the two say the same, whenever they were written. */
    public boolean saysTheSameAs(Heartbeat other) {
        return stamped(0, 0).equals(other.stamped(0, 0));
    }

    public Heartbeat stamped(long sequence, long atMillis) {
        return new Heartbeat(
                incarnation,
                sequence,
                atMillis,
                refresh,
                instance,
                zone,
                proxy,
                leaving,
                maintenance,
                peer,
                hold,
                holdDetail,
                follows,
                active,
                health,
                unknown);
    }

    public byte[] bytes() {
        JsonObject json = Format.begin()
                .put("incarnation", incarnation)
                .put("sequence", sequence)
                .put("atMs", atMillis)
                .put("refreshMs", refresh)
                .put("instance", instance)
                .put("zone", zone)
                .put("proxy", proxy.toJson())
                .put("leaving", leaving)
                .put("maintenance", maintenance);
        peer.ifPresent(p -> json.put("peer", p.toJson()));
        json.put("hold", JsonObject.name(hold))
                .put("holdDetail", holdDetail)
                .put("follows", follows)
                .put("active", active)
                .put("health", health);
        return Json.bytes(json.putAll(unknown));
    }

    public static Heartbeat parse(byte[] bytes) throws BadJsonException {
        JsonObject json = Json.parse(bytes);
        Format.check(json);
        JsonObject proxy = json.required("proxy");
        Optional<JsonObject> peer = json.object("peer");
        return new Heartbeat(
                json.string("incarnation"),
                json.natural("sequence", JsonObject.COUNT_MAX),
                json.integer("atMs", 0),
                json.millis("refreshMs"),
                json.optionalString("instance"),
                json.optionalString("zone"),
                ProxyReport.from(proxy),
                json.bool("leaving", false),
                json.bool("maintenance", false),
                peer.isPresent() ? Optional.of(Peer.from(peer.get())) : Optional.empty(),
                json.constant("hold", Hold.class),
                json.optionalString("holdDetail").orElse(""),
                json.integer("follows", 0),
                json.bool("active", false),
                json.optionalString("health").orElse(""),
                json.rest());
    }
}
