package io.twinproxy.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Loopback ports that were free when handed out, none twice. They lie below the ports that the system hands out by
 * itself: the port of a killed program is then nobody else's until that program is started again.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    /** Far apart for processes with neighbouring ids, which are those of one build. */
    private static final int STRIDE = 487;

    private int at = (int) (ProcessHandle.current().pid() * STRIDE % COUNT);

    /** A free port of 127.0.0.1. */
    public int next() throws IOException {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + at;
            at = (at + 1) % COUNT;
            if (free(port)) {
                return port;
            }
        }
        throw new IOException("no free port from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
