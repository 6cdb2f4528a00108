package io.twinproxy.cli.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Hands out free loopback ports, the wished one where it is free. A port is free when it is handed out; whoever is
 * quicker to bind it gets it, and the loser says so.
 */
final class Ports {
    private static final int TRIES_MAX = 100;

    private final SortedSet<Integer> given = new TreeSet<>();

    int prefer(int wished) throws IOException {
        if (!given.contains(wished) && free(wished)) {
            given.add(wished);
            return wished;
        }
        return any();
    }

    int any() throws IOException {
        for (int i = 0; i < TRIES_MAX; i++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (given.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
        throw new IOException("no free port was found in " + TRIES_MAX + " tries");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
