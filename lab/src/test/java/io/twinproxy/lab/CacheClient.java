package io.twinproxy.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection of one client, which stays the same: whoever breaks it is found out. */
final class CacheClient implements AutoCloseable {
    /** Patient, so that a busy machine is not taken for a broken one. */
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final OutputStream out;

    CacheClient(InetSocketAddress at) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(at, TIMEOUT_MILLIS);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            out = socket.getOutputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Writes a value and reads it back, through whatever is in between; fails unless it comes back as it went. */
    void use(String value) throws IOException {
        send("set lab 0 0 " + value.length() + "\r\n" + value + "\r\n");
        expect("STORED");
        send("get lab\r\n");
        expect("VALUE lab 0 " + value.length());
        expect(value);
        expect("END");
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    void expect(String wanted) throws IOException {
        String line = in.readLine();
        if (!wanted.equals(line)) {
            throw new IOException(line == null ? "the connection was closed" : "the reply was: " + line);
        }
    }

    /** One use of a connection of its own. */
    static boolean served(InetSocketAddress at) {
        try (CacheClient client = new CacheClient(at)) {
            client.use("hello");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
