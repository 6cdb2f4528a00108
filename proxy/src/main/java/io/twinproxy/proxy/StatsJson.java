package io.twinproxy.proxy;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** Statistics as one line of JSON in nutcracker's shape, spacing included, so that its collectors keep working. */
final class StatsJson {
    private StatsJson() {}

    static String of(ProxyStats stats, String source, String version, Instant now) {
        StringBuilder out = new StringBuilder(4096);
        out.append("{\"service\":\"nutcracker\", \"source\":").append(quoted(source));
        out.append(", \"version\":").append(quoted(version));
        out.append(", \"uptime\":").append(stats.uptime().toSeconds());
        out.append(", \"timestamp\":").append(now.getEpochSecond());
        out.append(", \"total_connections\":").append(stats.totalConnections());
        out.append(", \"curr_connections\":").append(stats.currentConnections());
        String poolSeparator = ", ";
        for (ProxyStats.PoolStats pool : stats.pools()) {
            out.append(poolSeparator).append(quoted(pool.name())).append(": {");
            poolSeparator = ",";
            fields(out, pool.counts());
            // Plain numbers, since collectors take every object in here for a server.
            if (!pool.discovery().isEmpty()) {
                fields(out.append(", "), pool.discovery());
            }
            String separator = ", ";
            for (ProxyStats.BackendStats backend : pool.backends()) {
                out.append(separator).append(quoted(backend.name())).append(": {");
                separator = ",";
                fields(out, backend.counts());
                out.append(", \"state\":").append(quoted(backend.state().name().toLowerCase(Locale.ROOT)));
                out.append('}');
            }
            out.append('}');
        }
        return out.append("}\n").toString();
    }

    private static <F extends Enum<F>> void fields(StringBuilder out, Map<F, Long> counts) {
        String separator = "";
        for (Map.Entry<F, Long> count : counts.entrySet()) {
            out.append(separator).append('"').append(count.getKey().name().toLowerCase(Locale.ROOT));
            out.append("\":").append(count.getValue());
            separator = ", ";
        }
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
