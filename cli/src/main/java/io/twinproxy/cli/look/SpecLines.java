package io.twinproxy.cli.look;

import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.record.PairSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pair's file as flat lines, and what differs between two. Pure. */
public final class SpecLines {
    private SpecLines() {}

    /** Every setting as it counts, defaults included: {@code timings.hold-down} to {@code 60s}. */
    public static Map<String, String> of(PairSpec spec) {
        Map<String, String> lines = new LinkedHashMap<>();
        flatten("", spec.toJson(), lines);
        lines.keySet().removeIf(key -> key.equals("format") || key.startsWith("applied."));
        return lines;
    }

    /** {@code + key: value}, {@code - key: value}, {@code ~ key: old -> new}. */
    public static List<String> diff(Map<String, String> before, Map<String, String> after) {
        Set<String> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            String old = before.get(key);
            String now = after.get(key);
            if (old == null) {
                lines.add("+ " + key + ": " + now);
            } else if (now == null) {
                lines.add("- " + key + ": " + old);
            } else if (!old.equals(now)) {
                lines.add("~ " + key + ": " + old + " -> " + now);
            }
        }
        return List.copyOf(lines);
    }

    private static void flatten(String path, JsonObject object, Map<String, String> lines) {
        object.asMap().forEach((key, value) -> {
            if (value instanceof JsonObject inner) {
                flatten(path + key + ".", inner, lines);
            } else {
                lines.put(path + key, String.valueOf(value));
            }
        });
    }
}
