package io.twinproxy.proxy;

import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.DiscoveryField;
import io.twinproxy.proxy.stats.PoolField;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * Counts since the start, summed over all loops; each may be an instant old.
 *
 * @param totalConnections listeners, clients and backend connections there ever were
 */
public record ProxyStats(Duration uptime, long totalConnections, List<PoolStats> pools) {
    public ProxyStats {
        pools = List.copyOf(pools);
    }

    /** Listeners, clients and connections to backends there are now, as nutcracker counts them. */
    public long currentConnections() {
        long current = pools.size();
        for (PoolStats pool : pools) {
            current += pool.get(PoolField.CLIENT_CONNECTIONS);
            for (BackendStats backend : pool.backends()) {
                current += backend.get(BackendField.SERVER_CONNECTIONS);
            }
        }
        return current;
    }

    /**
     * One pool.
     *
     * @param discovery empty for a pool whose servers the file names
     */
    public record PoolStats(
            String name,
            SortedMap<PoolField, Long> counts,
            SortedMap<DiscoveryField, Long> discovery,
            List<BackendStats> backends) {
        public PoolStats {
            backends = List.copyOf(backends);
        }

        public long get(PoolField field) {
            return counts.getOrDefault(field, 0L);
        }
    }

    /** One backend, by its ring name. */
    public record BackendStats(String name, Backend.State state, SortedMap<BackendField, Long> counts) {
        public long get(BackendField field) {
            return counts.getOrDefault(field, 0L);
        }
    }
}
