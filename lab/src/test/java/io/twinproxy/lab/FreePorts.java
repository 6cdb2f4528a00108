package io.twinproxy.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SortedSet;
import java.util.TreeSet;

/** Loopback ports that were free when handed out, none twice. */
final class FreePorts {
    private static final int TRIES_MAX = 100;

    private final SortedSet<Integer> given = new TreeSet<>();

    int next() throws IOException {
        for (int i = 0; i < TRIES_MAX; i++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (given.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
        throw new IOException("no free port in " + TRIES_MAX + " tries");
    }
}
