package io.twinproxy.emulator.core;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tag maps: ordered and unmodifiable. */
final class Tags {
    static final SortedMap<String, String> NONE = Collections.unmodifiableSortedMap(new TreeMap<>());

    private Tags() {}

    static SortedMap<String, String> copy(SortedMap<String, String> tags) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }
}
