package io.twinproxy.proxy.config;

import io.twinproxy.proxy.hash.Distribution;
import io.twinproxy.proxy.hash.HashTag;
import io.twinproxy.proxy.hash.KeyHash;
import io.twinproxy.proxy.hash.RingServer;
import io.twinproxy.proxy.pem.ListenTls;
import io.twinproxy.proxy.pem.ServerTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One pool of the configuration file, checked.
 *
 * @param timeout of a request from when it is queued; absent: none
 * @param clientConnections most clients at a time; 0: no limit
 * @param redisAuth the password of a redis pool
 * @param discovery where the servers are learned; absent: they are those of the file
 * @param servers in ring order; empty as long as they are to be learned and are not known
 * @param minBackends how many must be in for the pool to count as healthy
 * @param tls how clients are met; absent: in plain text
 * @param serverTls how servers are met; absent: in plain text
 */
public record PoolConfig(
        String name,
        ListenAddress listen,
        KeyHash hash,
        Optional<HashTag> hashTag,
        Distribution distribution,
        Optional<Duration> timeout,
        int backlog,
        int clientConnections,
        boolean tcpKeepalive,
        boolean preconnect,
        boolean redis,
        Optional<String> redisAuth,
        int redisDb,
        int serverConnections,
        boolean autoEjectHosts,
        Duration serverRetryTimeout,
        int serverFailureLimit,
        Optional<DiscoveryConfig> discovery,
        int minBackends,
        Optional<ListenTls> tls,
        Optional<ServerTls> serverTls,
        List<ServerConfig> servers) {

    public PoolConfig {
        servers = List.copyOf(servers);
    }

    /** The same pool at another address. */
    public PoolConfig listeningAt(ListenAddress address) {
        return with(address, servers);
    }

    /** The same pool with the servers that were learned for it, in any order. */
    public PoolConfig withServers(List<ServerConfig> learned) {
        List<ServerConfig> sorted = new ArrayList<>(learned);
        sorted.sort(Comparator.comparing(ServerConfig::ringName, RingServer.NAME_ORDER));
        return with(listen, sorted);
    }

    private PoolConfig with(ListenAddress address, List<ServerConfig> others) {
        return new PoolConfig(
                name,
                address,
                hash,
                hashTag,
                distribution,
                timeout,
                backlog,
                clientConnections,
                tcpKeepalive,
                preconnect,
                redis,
                redisAuth,
                redisDb,
                serverConnections,
                autoEjectHosts,
                serverRetryTimeout,
                serverFailureLimit,
                discovery,
                minBackends,
                tls,
                serverTls,
                others);
    }

    /** Never prints the password. */
    @Override
    public String toString() {
        return "pool " + name + " at " + listen + ", " + servers.size() + " servers"
                + discovery.map(from -> " of " + from.endpoint()).orElse("");
    }

    /**
     * Sixteen hex digits over all that decides where keys go and how the pool behaves, but not where it listens, nor with
     * which certificates, which are each host's own: two hosts with the same digest serve alike. Servers that are learned
     * are not in it, only where: they are told to both hosts.
     */
    public String digest() {
        return Digest.of(Digest.text(this));
    }
}
