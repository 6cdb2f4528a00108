package io.twinproxy.proxy.config;

import java.time.Duration;

/**
 * Where a pool learns its servers instead of naming them: the configuration endpoint of an ElastiCache cluster.
 *
 * @param port 1 to 65535
 * @param interval from one answer to the next question
 */
public record DiscoveryConfig(String host, int port, Duration interval) {

    /** Host and port: what tells one cluster from another. */
    public String endpoint() {
        return host + ":" + port;
    }

    public boolean sameEndpoint(DiscoveryConfig other) {
        return endpoint().equals(other.endpoint());
    }
}
