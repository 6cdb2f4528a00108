package io.twinproxy.coordination.zookeeper;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether this process can be where the settings say it is. ZooKeeper itself would log it, if anything, and go on trying
 * or not come up.
 */
final class OwnAddress {
    private final EmbeddedOptions options;

    OwnAddress(EmbeddedOptions options) {
        this.options = options;
    }

    /**
     * Listens at each of the server's ports for a moment.
     *
     * @throws IOException with a sentence
     */
    void check() throws IOException {
        List<Integer> ports = new ArrayList<>(List.of(options.clientPort()));
        if (!options.peers().isEmpty()) {
            checkHost();
            String[] parts = own().split(":", -1);
            ports.add(Integer.parseInt(parts[1]));
            ports.add(Integer.parseInt(parts[2]));
        }
        for (int port : ports) {
            if (port > 0) {
                listen(port);
            }
        }
    }

    private String own() {
        return options.peers().get(options.id() - 1);
    }

    private void checkHost() throws IOException {
        String host = host(own());
        InetAddress address = resolve(host);
        try {
            new ServerSocket(0, 1, address).close();
        } catch (BindException e) {
            throw new IOException(
                    "embedded ZooKeeper: id is " + options.id() + ", and peer " + options.id() + " is " + host + " ("
                            + address.getHostAddress() + "), which is not an address of this machine; correct"
                            + " zookeeper.embedded.id, or the order of peers",
                    e);
        }
        if (address.isLoopbackAddress() && !othersAreHere()) {
            throw new IOException("embedded ZooKeeper: this machine takes " + host + ", its own name in peers, for "
                    + address.getHostAddress() + ", where the others cannot reach it; give its address, or correct"
                    + " /etc/hosts");
        }
    }

    /** All on one machine, as in a test; a name nobody knows yet is somebody else's trouble. */
    private boolean othersAreHere() {
        for (String peer : options.peers()) {
            try {
                if (!resolve(host(peer)).isLoopbackAddress()) {
                    return false;
                }
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    private static String host(String peer) {
        return peer.substring(0, peer.indexOf(':'));
    }

    private static InetAddress resolve(String host) throws IOException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IOException("embedded ZooKeeper: peer " + host + " has no address: " + e.getMessage(), e);
        }
    }

    private void listen(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(options.bind(), port));
        } catch (IOException e) {
            String same = options.peers().isEmpty()
                    ? ""
                    : "; if it is another controller's, both have the id " + options.id() + ", and each needs its own";
            throw new IOException(
                    "embedded ZooKeeper cannot listen on " + options.bind() + ":" + port + ": " + e.getMessage() + same,
                    e);
        }
    }
}
