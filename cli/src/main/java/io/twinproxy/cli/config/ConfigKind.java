package io.twinproxy.cli.config;

import io.twinproxy.coordination.settings.SettingsException;
import java.util.SortedMap;
import java.util.SortedSet;

/** One kind of settings file and its reader. */
public interface ConfigKind {
    /** As people call it: {@code pair.yml}. */
    String name();

    /**
     * How likely a file is of this kind: 0 is not, 100 is certain.
     *
     * @param keys the file's top-level keys, each with the keys of the mapping under it; none when it holds no mapping
     */
    int likeness(SortedMap<String, SortedSet<String>> keys);

    /** Reads it as the program would; {@code source} is its path. */
    void check(String text, String source) throws SettingsException;
}
