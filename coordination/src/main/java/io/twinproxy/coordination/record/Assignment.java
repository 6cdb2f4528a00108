package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who is to be active, as the leader has written. Written before the cloud is touched.
 *
 * @param active the host that is to hold the endpoint; empty only before the first was ever chosen
 * @param generation grows by one each time {@code active} changes; what an agent obeys and repeats
 * @param epoch the leadership that wrote it
 * @param situation the number of the situation behind the last change
 * @param why that situation's sentence
 * @param by the controller that wrote it
 * @param atMillis wall-clock time, for people only
 * @param move the move under way, if one is
 * @param answered the last switchover answered
 * @param holdDown how long automatic moves still rest
 * @param interfaceMac the moving interface's MAC address, once the cloud has told it: what an agent looks for
 * @param interfaceAddress its private address, likewise
 * @param members the pair's hosts as last known, gone or not
 * @param unknown keys of a newer version
 */
public record Assignment(
        Optional<String> active,
        long generation,
        long epoch,
        int situation,
        String why,
        String by,
        long atMillis,
        Optional<Move> move,
        Optional<Answer> answered,
        HoldDown holdDown,
        Optional<String> interfaceMac,
        Optional<String> interfaceAddress,
        SortedMap<String, Member> members,
        SortedMap<String, Object> unknown) {
    public Assignment {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    public static final Assignment NONE = new Assignment(
            Optional.empty(),
            0,
            0,
            0,
            "",
            "",
            0,
            Optional.empty(),
            Optional.empty(),
            HoldDown.NONE,
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            new TreeMap<>());

    public byte[] bytes() {
        JsonObject json = Format.begin()
                .put("active", active)
                .put("generation", generation)
                .put("epoch", epoch)
                .put("situation", situation)
                .put("why", why)
                .put("by", by)
                .put("atMs", atMillis);
        move.ifPresent(m -> json.put("move", m.toJson()));
        answered.ifPresent(a -> json.put("answered", a.toJson()));
        json.put("holdDown", holdDown.toJson())
                .put("interfaceMac", interfaceMac)
                .put("interfaceAddress", interfaceAddress);
        JsonObject hosts = new JsonObject();
        members.forEach((host, member) -> hosts.put(host, member.toJson()));
        return Json.bytes(json.put("members", hosts).putAll(unknown));
    }

    public static Assignment parse(byte[] bytes) throws BadJsonException {
        JsonObject json = Json.parse(bytes);
        Format.check(json);
        Optional<JsonObject> move = json.object("move");
        Optional<JsonObject> answered = json.object("answered");
        Optional<JsonObject> holdDown = json.object("holdDown");
        JsonObject hosts = json.object("members").orElseGet(JsonObject::new);
        SortedMap<String, Member> members = new TreeMap<>();
        for (String host : new TreeMap<>(hosts.asMap()).keySet()) {
            members.put(host, Member.from(hosts.required(host)));
        }
        return new Assignment(
                json.optionalString("active"),
                json.natural("generation", JsonObject.COUNT_MAX),
                json.natural("epoch", JsonObject.COUNT_MAX),
                json.int32("situation"),
                json.string("why"),
                json.string("by"),
                json.integer("atMs", 0),
                move.isPresent() ? Optional.of(Move.from(move.get())) : Optional.empty(),
                answered.isPresent() ? Optional.of(Answer.from(answered.get())) : Optional.empty(),
                holdDown.isPresent() ? HoldDown.from(holdDown.get()) : HoldDown.NONE,
                json.optionalString("interfaceMac"),
                json.optionalString("interfaceAddress"),
                members,
                json.rest());
    }
}
