package io.twinproxy.coordination.settings;

/**
 * A key of a settings file, declared once: the reader, the error messages and the documentation all use this.
 *
 * @param name as written in the file
 * @param allowed what may stand there, as a phrase: "a duration such as 500ms, 1ms to 1h"
 * @param otherwise the default as it would be written, or "" when the key is required, or a phrase in parentheses
 * @param sentence what it means
 */
public record Key(String name, String allowed, String otherwise, String sentence) {
    public boolean required() {
        return otherwise.isEmpty();
    }
}
