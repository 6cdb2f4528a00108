package io.twinproxy.proxy;

import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.backend.MemoryBound;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.LatencySum;
import io.twinproxy.proxy.stats.PoolField;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the commands {@code stats} and {@code INFO} are answered with: the process, and the client's own pool with its
 * servers summed. Names and figures of memcached's own where they mean the same; other pools, and names of servers, are for
 * the statistics port.
 */
final class Figures {
    private Figures() {}

    static Map<String, String> of(
            ProxyStats stats, MemoryBound memory, String poolName, LatencySum latency, String version, Instant now) {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("pid", String.valueOf(ProcessHandle.current().pid()));
        out.put("uptime", String.valueOf(stats.uptime().toSeconds()));
        out.put("time", String.valueOf(now.getEpochSecond()));
        out.put("version", version);
        out.put("curr_connections", String.valueOf(stats.currentConnections()));
        out.put("total_connections", String.valueOf(stats.totalConnections()));
        out.put("memory_bytes", String.valueOf(memory.heldBytes()));
        out.put("memory_max_bytes", String.valueOf(memory.bytesMax()));
        out.put("memory_refused", String.valueOf(memory.refusedCount()));
        out.put("memory_shed", String.valueOf(memory.shedCount()));
        for (ProxyStats.PoolStats pool : stats.pools()) {
            if (pool.name().equals(poolName)) {
                pool(out, pool);
                out.put("latency_p50_us", String.valueOf(latency.percentileMicros(50)));
                out.put("latency_p99_us", String.valueOf(latency.percentileMicros(99)));
            }
        }
        return Collections.unmodifiableMap(out);
    }

    private static void pool(Map<String, String> out, ProxyStats.PoolStats pool) {
        out.put("pool", pool.name());
        for (PoolField field : PoolField.values()) {
            out.put(field.word(), String.valueOf(pool.get(field)));
        }
        pool.discovery().forEach((field, value) -> out.put(field.word(), String.valueOf(value)));
        out.put("servers", String.valueOf(pool.backends().size()));
        long in = pool.backends().stream()
                .filter(backend -> backend.state() == Backend.State.IN)
                .count();
        out.put("servers_in", String.valueOf(in));
        for (BackendField field : BackendField.values()) {
            // The moments of different servers do not add up to anything.
            if (field != BackendField.SERVER_EJECTED_AT) {
                long sum = pool.backends().stream().mapToLong(b -> b.get(field)).sum();
                out.put(field.word(), String.valueOf(sum));
            }
        }
    }
}
