package io.twinproxy.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A plain blocking memcached client: text out, whole replies in, bytes as ISO 8859-1. */
public final class TextClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    public TextClient(int port) {
        this(connected(port));
    }

    /** Speaks through a socket that is connected, and encrypted or not. */
    public TextClient(Socket socket) {
        this.socket = socket;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
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

    public void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a command and reads its reply, line ends shown as {@code |}. */
    public String ask(String text) {
        send(text + "\r\n");
        return reply();
    }

    /** The next whole reply, with its values; {@code <eof>} when the connection was closed. */
    public String reply() {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = line();
            reply.append(line);
            if (!line.startsWith("VALUE ")) {
                return reply.toString();
            }
            int bytes = Integer.parseInt(line.split(" ", -1)[3]);
            reply.append('|').append(block(bytes)).append('|');
        }
    }

    /**
     * Everything up to and with a line that is the last to come, line ends as they came; what there is when the connection
     * ends before it.
     */
    public String upTo(String lastLine) {
        byte[] end = (lastLine + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        Bytes bytes = new Bytes();
        try {
            byte[] chunk = new byte[1 << 16];
            int read;
            while (!bytes.endWith(end) && (read = in.read(chunk)) >= 0) {
                bytes.write(chunk, 0, read);
            }
        } catch (java.net.SocketException e) {
            return bytes.toString(StandardCharsets.ISO_8859_1) + "<reset>";
        } catch (IOException e) {
            throw new UncheckedIOException(bytes.toString(StandardCharsets.ISO_8859_1), e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static final class Bytes extends ByteArrayOutputStream {
        boolean endWith(byte[] end) {
            return count >= end.length
                    && buf[count - 1] == '\n'
                    && Arrays.equals(buf, count - end.length, count, end, 0, end.length);
        }
    }

    public String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int b;
            while ((b = in.read()) >= 0) {
                if (b == '\n') {
                    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
                }
                line.write(b);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            return "<reset>";
        }
        return line.size() == 0 ? "<eof>" : line.toString(StandardCharsets.ISO_8859_1);
    }

    private String block(int bytes) {
        try {
            String block = new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
            in.readNBytes(2);
            return block;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
