package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which leadership, as the epoch node says it.
 *
 * @param epoch larger for every new leadership
 * @param leader the controller's name
 * @param status where that controller answers {@code /status}
 * @param unknown keys of a newer version
 */
public record EpochRecord(long epoch, String leader, String status, SortedMap<String, Object> unknown) {
    public EpochRecord {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    public byte[] bytes() {
        return Json.bytes(Format.begin()
                .put("epoch", epoch)
                .put("leader", leader)
                .put("status", status)
                .putAll(unknown));
    }

    public static EpochRecord parse(byte[] bytes) throws BadJsonException {
        JsonObject json = Json.parse(bytes);
        Format.check(json);
        return new EpochRecord(
                json.natural("epoch", JsonObject.COUNT_MAX),
                json.string("leader"),
                json.optionalString("status").orElse(""),
                json.rest());
    }
}
