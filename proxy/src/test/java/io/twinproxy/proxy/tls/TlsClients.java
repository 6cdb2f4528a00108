package io.twinproxy.proxy.tls;

import io.twinproxy.proxy.TextClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Opens encrypted connections to loopback, as the JVM's own clients do. */
final class TlsClients {
    private TlsClients() {}

    static TextClient text(SSLContext context, int port, String... protocols) {
        return new TextClient(socket(context, port, protocols));
    }

    /** @param protocols to offer; none given: the JVM's defaults */
    static SSLSocket socket(SSLContext context, int port, String... protocols) {
        try {
            return over(context, new Socket(InetAddress.getLoopbackAddress(), port), protocols);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SSLSocket over(SSLContext context, Socket connected, String... protocols) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(connected, "localhost", connected.getPort(), true);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }
}
