package io.twinproxy.coordination.settings;

/**
 * One thing wrong with a settings file.
 *
 * @param line one-based; 0 when no line can be named
 * @param key the key's path, such as {@code timings.late-after}; empty for the file as a whole
 * @param sentence what is wrong and what is allowed
 */
public record Problem(int line, String key, String sentence) {
    public String text(String source) {
        return source + (line > 0 ? ":" + line : "") + ": " + (key.isEmpty() ? "" : key + ": ") + sentence;
    }
}
