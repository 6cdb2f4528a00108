package io.twinproxy.agent;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;

/** What this machine calls itself and where it is reached. */
final class ThisMachine {
    /** An address for documentation (RFC 5737): nothing is sent, but a route to it is the default one. */
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("192.0.2.1", 9);

    private ThisMachine() {}

    /** Empty when it has no name. */
    static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** The address packets to far away would leave from; loopback on a machine that has no such route. */
    static String primaryAddress() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(ANYWHERE);
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress() ? "127.0.0.1" : local.getHostAddress();
        } catch (SocketException | UncheckedIOException e) {
            return "127.0.0.1";
        }
    }
}
