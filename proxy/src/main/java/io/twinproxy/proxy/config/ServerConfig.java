package io.twinproxy.proxy.config;

import io.twinproxy.proxy.hash.RingServer;

/**
 * One server of a pool.
 *
 * @param ringName what decides where its keys lie, and its name in statistics
 * @param host empty for a unix socket
 * @param port 0 for a unix socket
 * @param path empty for TCP
 * @param weight at least 1
 */
public record ServerConfig(String ringName, String host, int port, String path, int weight) {

    public boolean unix() {
        return !path.isEmpty();
    }

    /** Where it is, without name and weight. */
    public String address() {
        if (unix()) {
            return path;
        }
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    /** The same place under the same name: what a connection can be kept for when only the weight changes. */
    public boolean sameBackend(ServerConfig other) {
        return ringName.equals(other.ringName) && address().equals(other.address());
    }

    public RingServer ringServer() {
        return new RingServer(ringName, weight);
    }
}
