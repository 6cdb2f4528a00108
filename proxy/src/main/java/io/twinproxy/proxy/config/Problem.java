package io.twinproxy.proxy.config;

/**
 * One thing wrong with a configuration file.
 *
 * @param line counted from 1; 0 when it belongs to no line
 * @param pool empty outside a pool
 * @param key empty when the problem is not about one key
 * @param text what is wrong, and what is allowed
 */
public record Problem(int line, String pool, String key, String text) {
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        if (line > 0) {
            out.append("line ").append(line).append(": ");
        }
        if (!pool.isEmpty()) {
            out.append("pool ").append(pool).append(": ");
        }
        if (!key.isEmpty()) {
            out.append(key).append(": ");
        }
        return out.append(text).toString();
    }
}
