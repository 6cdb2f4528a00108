package io.twinproxy.emulator.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Says its name to each client and then echoes. */
final class NamedServer implements AutoCloseable {
    private final String name;
    private final ServerSocket listening;
    private final Thread accepting;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    NamedServer(String name) throws IOException {
        this.name = name;
        this.listening = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        this.accepting = daemon(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort());
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "named-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                clients.add(client);
                var unused = daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed: nobody is served any more.
            return;
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            client.getOutputStream().write((name + "\n").getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // The client went away.
            return;
        }
    }

    /**
     * Refuses new clients and goes on serving the present ones. The kernel goes on listening until the thread in
     * accept has left it, so that is waited for.
     */
    void refuse() throws IOException {
        listening.close();
        try {
            accepting.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        refuse();
        for (Socket client : clients) {
            client.close();
        }
    }
}
