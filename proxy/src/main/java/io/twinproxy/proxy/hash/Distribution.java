package io.twinproxy.proxy.hash;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a hash becomes a server. */
public enum Distribution {
    KETAMA,
    MODULA,
    RANDOM;

    /** The name in the configuration file. */
    public String word() {
        return switch (this) {
            case KETAMA -> "ketama";
            case MODULA -> "modula";
            case RANDOM -> "random";
        };
    }

    public static Optional<Distribution> named(String word) {
        return Arrays.stream(values()).filter(d -> d.word().equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Distribution::word).toList();
    }
}
