package io.twinproxy.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain blocking Redis client: words out, whole replies in as they came, bytes as ISO 8859-1, CRLF shown as {@code |}. */
public final class RespClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    public RespClient(int port) {
        this(connected(port));
    }

    /** Speaks through a socket that is connected, and encrypted or not. */
    public RespClient(Socket socket) {
        this.socket = socket;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connected(int port) {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request as an array of bulk strings. */
    public static String wire(String... words) {
        StringBuilder wire = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            wire.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return wire.toString();
    }

    public void send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the words of a line, which are separated by single spaces, and reads the reply. */
    public String ask(String line) {
        send(wire(line.split(" ", -1)));
        return reply();
    }

    /** The next whole reply; {@code <eof>} or {@code <reset>} when the connection has ended. */
    public String reply() {
        try {
            StringBuilder reply = new StringBuilder();
            read(reply);
            return reply.toString();
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (java.io.EOFException e) {
            return "<eof>";
        } catch (IOException e) {
            return "<reset>";
        }
    }

    private void read(StringBuilder reply) throws IOException {
        String line = line();
        reply.append(line).append('|');
        int count = "$!=*~>%|".indexOf(line.charAt(0)) >= 0 ? Integer.parseInt(line.substring(1)) : -1;
        switch (line.charAt(0)) {
            case '$', '!', '=' -> {
                if (count >= 0) {
                    reply.append(new String(in.readNBytes(count), StandardCharsets.ISO_8859_1))
                            .append('|');
                    in.readNBytes(2);
                }
            }
            case '*', '~', '>' -> elements(reply, count);
            case '%' -> elements(reply, 2 * count);
            case '|' -> elements(reply, 2 * count + 1);
            default -> {}
        }
    }

    private void elements(StringBuilder reply, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            read(reply);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new java.io.EOFException();
            }
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.substring(0, text.length() - 1);
            }
            line.write(b);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
