package io.twinproxy.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A server that answers each request line as its script says; probes for the version it answers properly by itself. */
public final class ScriptedServer implements AutoCloseable {
    /** What to do with one request line. */
    public interface Script {
        void answer(String line, OutputStream out, Socket socket) throws Exception;
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public ScriptedServer(Script script) {
        this(script, ServerSocketFactory.getDefault());
    }

    /** Listens with sockets that are encrypted or not. */
    public ScriptedServer(Script script, ServerSocketFactory sockets) {
        this.script = script;
        try {
            listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Refuses new connections; those it has stay. */
    public void stopListening() throws IOException {
        listener.close();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String line;
            while ((line = in.readLine()) != null) {
                if (line.equals("version")) {
                    socket.getOutputStream().write(bytes("VERSION 1\r\n"));
                } else {
                    script.answer(line, socket.getOutputStream(), socket);
                }
            }
        } catch (Exception e) {
            // The proxy closed the connection, or the script did.
        }
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
