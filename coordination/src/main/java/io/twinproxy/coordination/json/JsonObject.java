package io.twinproxy.coordination.json;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * An ordered JSON object under construction or being read. Values are {@code String}, {@code Long}, {@code Double},
 * {@code Boolean}, {@code JsonObject} or {@code List} of these; a null in the text reads as an absent key.
 *
 * <p>Reading takes keys out: what {@link #rest()} returns at the end is what this version does not know, and a record
 * carries it along so that a rewrite by an older program loses nothing. Not thread-safe.
 */
public final class JsonObject {
    /** What grows by one at a time does not come near it, and every JSON library reads it as it is. */
    public static final long COUNT_MAX = 1L << 53;

    /** A thousand days, in milliseconds: any longer would overflow a clock's nanoseconds sooner or later. */
    public static final long MILLIS_MAX = 86_400_000_000L;

    private final LinkedHashMap<String, Object> values = new LinkedHashMap<>();

    /** Where this object stands in the record being read, for messages: {@code proxy.}; empty at the top. */
    private final String at;

    public JsonObject() {
        this("");
    }

    private JsonObject(String at) {
        this.at = at;
    }

    public JsonObject put(String key, String value) {
        values.put(key, value);
        return this;
    }

    public JsonObject put(String key, long value) {
        values.put(key, value);
        return this;
    }

    public JsonObject put(String key, boolean value) {
        values.put(key, value);
        return this;
    }

    public JsonObject put(String key, JsonObject value) {
        values.put(key, value);
        return this;
    }

    public JsonObject put(String key, List<?> value) {
        values.put(key, List.copyOf(value));
        return this;
    }

    public JsonObject put(String key, Optional<String> value) {
        value.ifPresent(v -> values.put(key, v));
        return this;
    }

    /** Durations are written in whole milliseconds; their keys end in {@code Ms}. */
    public JsonObject put(String key, Duration value) {
        return put(key, value.toMillis());
    }

    /** Puts back what an earlier read did not know. */
    public JsonObject putAll(SortedMap<String, Object> unknown) {
        unknown.forEach(values::putIfAbsent);
        return this;
    }

    void putRaw(String key, Object value) {
        values.put(key, value);
    }

    public Map<String, Object> asMap() {
        return Collections.unmodifiableMap(values);
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public String string(String key) throws BadJsonException {
        return optionalString(key).orElseThrow(() -> missing(key, "a string"));
    }

    public Optional<String> optionalString(String key) throws BadJsonException {
        Object value = values.remove(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw wrong(key, value, "a string");
    }

    public long integer(String key) throws BadJsonException {
        Object value = values.remove(key);
        if (value instanceof Long number) {
            return number;
        }
        throw value == null ? missing(key, "an integer") : wrong(key, value, "an integer");
    }

    public long integer(String key, long otherwise) throws BadJsonException {
        return has(key) ? integer(key) : otherwise;
    }

    /** A count: 0 to {@code max}. */
    public long natural(String key, long max) throws BadJsonException {
        return bounded(key, max, "");
    }

    private long bounded(String key, long max, String unit) throws BadJsonException {
        long value = integer(key);
        if (value < 0 || value > max) {
            throw wrong(key, value, "0 to " + max + unit);
        }
        return value;
    }

    /** An integer that fits 32 bits. */
    public int int32(String key) throws BadJsonException {
        long value = integer(key);
        if (value != (int) value) {
            throw wrong(key, value, "an integer of at most 32 bits");
        }
        return (int) value;
    }

    public Duration millis(String key) throws BadJsonException {
        return Duration.ofMillis(bounded(key, MILLIS_MAX, " milliseconds"));
    }

    public boolean bool(String key, boolean otherwise) throws BadJsonException {
        Object value = values.remove(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(key, value, "true or false");
    }

    public Optional<JsonObject> object(String key) throws BadJsonException {
        Object value = values.remove(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonObject object) {
            JsonObject inner = new JsonObject(at + key + ".");
            inner.values.putAll(object.values);
            return Optional.of(inner);
        }
        throw wrong(key, value, "an object");
    }

    public JsonObject required(String key) throws BadJsonException {
        return object(key).orElseThrow(() -> missing(key, "an object"));
    }

    public List<String> strings(String key) throws BadJsonException {
        Object value = values.remove(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(key, value, "a list of strings");
        }
        List<String> texts = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof String text)) {
                throw wrong(key, item, "a list of strings");
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    /** One of an enum's constants, written as its name in lower case with dashes. */
    public <E extends Enum<E>> E constant(String key, Class<E> type) throws BadJsonException {
        String text = string(key);
        for (E constant : type.getEnumConstants()) {
            if (name(constant).equals(text)) {
                return constant;
            }
        }
        throw wrong(
                key,
                text,
                "one of "
                        + List.of(type.getEnumConstants()).stream()
                                .map(JsonObject::name)
                                .toList());
    }

    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** What no read has taken out. */
    public SortedMap<String, Object> rest() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** Of what no read has taken out, these keys. */
    public SortedMap<String, Object> only(SortedSet<String> keys) {
        SortedMap<String, Object> kept = new TreeMap<>(values);
        kept.keySet().retainAll(keys);
        return Collections.unmodifiableSortedMap(kept);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return Json.text(this);
    }

    private BadJsonException missing(String key, String allowed) {
        return new BadJsonException("key '" + at + key + "' is missing; it must be " + allowed);
    }

    private BadJsonException wrong(String key, Object value, String allowed) {
        return new BadJsonException("key '" + at + key + "' is " + value + "; it must be " + allowed);
    }
}
