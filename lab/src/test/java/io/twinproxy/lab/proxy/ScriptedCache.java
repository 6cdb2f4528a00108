package io.twinproxy.lab.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers gets as a test says and stores nothing; every set is STORED. */
final class ScriptedCache implements AutoCloseable {
    /** The reply to a get of a key, given as bytes. */
    interface Script {
        byte[] reply(int key);
    }

    private final ServerSocket door;
    private final Script script;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    ScriptedCache(Script script) throws IOException {
        this.script = script;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(door.getInetAddress(), door.getLocalPort());
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "scripted-cache");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                clients.add(client);
                thread(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("set")) {
                    in.readNBytes(Integer.parseInt(words[4]) + 2);
                    out.write("STORED\r\n".getBytes(StandardCharsets.US_ASCII));
                } else {
                    out.write(script.reply(Integer.parseInt(words[1].split(":", -1)[1])));
                }
            }
        } catch (IOException gone) {
            // The client has had enough.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
