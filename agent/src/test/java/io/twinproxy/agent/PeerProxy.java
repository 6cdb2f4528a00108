package io.twinproxy.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Another host's proxy as far as a probe sees it; closing it is what the end of its process looks like. */
public final class PeerProxy implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    private volatile boolean closed;

    public PeerProxy() throws IOException {
        Thread thread = new Thread(this::accept, "peer-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                clients.add(client);
                if (closed) {
                    // The JDK's listener goes on accepting for a moment after its close has returned.
                    client.close();
                }
                Thread thread = new Thread(() -> answer(client), "peer-proxy-client");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // The proxy was closed.
        }
    }

    private static void answer(Socket client) {
        try (client) {
            byte[] buffer = new byte[64];
            while (client.getInputStream().read(buffer) > 0) {
                client.getOutputStream().write("VERSION 1.6.18\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The prober or the proxy closed the connection.
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
