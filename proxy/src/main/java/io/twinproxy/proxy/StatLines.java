package io.twinproxy.proxy;

import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.PoolField;
import java.time.Instant;

/**
 * What the command {@code stats} is answered with: the process, and the client's own pool with its servers summed. Names
 * and figures of memcached's own where they mean the same; other pools, and names of servers, are for the statistics port.
 */
final class StatLines {
    private StatLines() {}

    /** Lines with their ends, but for the last. */
    static String of(ProxyStats stats, String poolName, String version, Instant now) {
        StringBuilder out = new StringBuilder(1024);
        line(out, "pid", String.valueOf(ProcessHandle.current().pid()));
        line(out, "uptime", String.valueOf(stats.uptime().toSeconds()));
        line(out, "time", String.valueOf(now.getEpochSecond()));
        line(out, "version", version);
        line(out, "curr_connections", String.valueOf(stats.currentConnections()));
        line(out, "total_connections", String.valueOf(stats.totalConnections()));
        for (ProxyStats.PoolStats pool : stats.pools()) {
            if (pool.name().equals(poolName)) {
                pool(out, pool);
            }
        }
        return out.append("END").toString();
    }

    private static void pool(StringBuilder out, ProxyStats.PoolStats pool) {
        line(out, "pool", pool.name());
        for (PoolField field : PoolField.values()) {
            line(out, field.word(), String.valueOf(pool.get(field)));
        }
        line(out, "servers", String.valueOf(pool.backends().size()));
        long in = pool.backends().stream()
                .filter(backend -> backend.state() == Backend.State.IN)
                .count();
        line(out, "servers_in", String.valueOf(in));
        for (BackendField field : BackendField.values()) {
            // The moments of different servers do not add up to anything.
            if (field != BackendField.SERVER_EJECTED_AT) {
                long sum = pool.backends().stream().mapToLong(b -> b.get(field)).sum();
                line(out, field.word(), String.valueOf(sum));
            }
        }
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append("STAT ").append(name).append(' ').append(value).append("\r\n");
    }
}
