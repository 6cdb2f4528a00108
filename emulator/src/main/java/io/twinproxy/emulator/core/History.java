package io.twinproxy.emulator.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Past versions of things by name, so that a read may be answered as of an earlier moment. */
final class History<V> {
    /** Enough for several moves within the longest staleness; older versions answer as the oldest kept. */
    private static final int VERSIONS_MAX = 64;

    /** No read is as old as this, so what was removed before it is seen by nobody. */
    private static final long FORGET_NANOS = Duration.ofMinutes(11).toNanos();

    private record Version<V>(long fromNanos, Optional<V> value) {}

    private final SortedMap<String, ArrayDeque<Version<V>>> versions = new TreeMap<>();

    void put(String name, long nowNanos, V value) {
        add(name, new Version<>(nowNanos, Optional.of(value)));
    }

    void remove(String name, long nowNanos) {
        add(name, new Version<>(nowNanos, Optional.empty()));
        versions.values().removeIf(kept -> {
            Version<V> last = kept.getLast();
            return last.value().isEmpty() && nowNanos - last.fromNanos() > FORGET_NANOS;
        });
    }

    private void add(String name, Version<V> version) {
        ArrayDeque<Version<V>> kept = versions.computeIfAbsent(name, n -> new ArrayDeque<>());
        kept.addLast(version);
        if (kept.size() > VERSIONS_MAX) {
            kept.removeFirst();
        }
    }

    /** The value as it was at a moment; nothing before the first version or after removal. */
    Optional<V> at(String name, long nanos) {
        ArrayDeque<Version<V>> kept = versions.get(name);
        if (kept == null) {
            return Optional.empty();
        }
        Optional<V> found = Optional.empty();
        for (Version<V> version : kept) {
            if (version.fromNanos() > nanos) {
                break;
            }
            found = version.value();
        }
        return found;
    }

    SortedSet<String> names() {
        return new TreeSet<>(versions.keySet());
    }
}
