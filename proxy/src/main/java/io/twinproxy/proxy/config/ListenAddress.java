package io.twinproxy.proxy.config;

import java.net.InetSocketAddress;

/**
 * Where a pool takes clients: a host and port, or a unix socket.
 *
 * @param host empty for a unix socket; {@code *} stands for every address
 * @param port 0 for a unix socket, and, in programs, for any free port
 * @param path empty for TCP
 * @param mode permissions of the socket file, 0 to leave them as they are
 */
public record ListenAddress(String host, int port, String path, int mode) {

    public static ListenAddress tcp(String host, int port) {
        return new ListenAddress(host, port, "", 0);
    }

    public boolean unix() {
        return !path.isEmpty();
    }

    /** Whether both are the same unix socket, whatever its mode. */
    public boolean samePath(ListenAddress other) {
        return unix() && path.equals(other.path);
    }

    /** The TCP address, resolved now. */
    public InetSocketAddress socketAddress() {
        return host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        if (unix()) {
            return path;
        }
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
