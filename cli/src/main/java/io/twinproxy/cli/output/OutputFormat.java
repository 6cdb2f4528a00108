package io.twinproxy.cli.output;

import java.util.Locale;
import java.util.Optional;

/** What {@code -o} takes. */
public enum OutputFormat {
    TABLE,
    JSON,
    YAML;

    /** Its word, which is what completion offers. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<OutputFormat> of(String word) {
        return switch (word) {
            case "table" -> Optional.of(TABLE);
            case "json" -> Optional.of(JSON);
            case "yaml" -> Optional.of(YAML);
            default -> Optional.empty();
        };
    }
}
