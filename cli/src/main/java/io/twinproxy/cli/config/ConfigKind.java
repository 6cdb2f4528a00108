package io.twinproxy.cli.config;

import io.twinproxy.coordination.settings.SettingsException;
import java.util.SortedSet;

/** One kind of settings file and its reader. */
public interface ConfigKind {
    /** As people call it: {@code pair.yml}. */
    String name();

    /** How likely a file with these top-level keys is of this kind: 0 is not, 100 is certain. */
    int likeness(SortedSet<String> topLevelKeys);

    /** Reads it as the program would. */
    void check(String text, String source) throws SettingsException;
}
