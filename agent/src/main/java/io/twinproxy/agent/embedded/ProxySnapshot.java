package io.twinproxy.agent.embedded;

import io.twinproxy.coordination.record.ProxyReport;
import java.util.List;

/**
 * How the proxy is at one moment.
 *
 * @param serving it listens and its event loops turn
 * @param why when not: the reason as a sentence, in the same words for as long as it is the same; else empty
 * @param address what the first pool is bound to; a wildcard address, or empty for a unix socket
 * @param port the first pool's; 0 for a unix socket
 * @param protocol {@code memcache} or {@code redis}
 * @param digest of what decides key placement
 */
public record ProxySnapshot(
        boolean serving,
        String why,
        String address,
        int port,
        String protocol,
        String digest,
        List<PoolSnapshot> pools) {
    public ProxySnapshot {
        pools = List.copyOf(pools);
    }

    /** One pool: how many backends are in, of how many, and how many must be. */
    public record PoolSnapshot(String name, int backendsIn, int backendsTotal, int minBackends) {
        public boolean enough() {
            return backendsIn >= minBackends;
        }
    }

    public boolean enough() {
        return pools.stream().allMatch(PoolSnapshot::enough);
    }

    /** As a heartbeat tells it; {@code reachableAt} is where others reach this host. */
    public ProxyReport report(String reachableAt) {
        return new ProxyReport(
                serving,
                why,
                reachableAt,
                port,
                protocol,
                digest,
                pools.stream().mapToInt(PoolSnapshot::backendsIn).sum(),
                pools.stream().mapToInt(PoolSnapshot::backendsTotal).sum(),
                enough());
    }
}
