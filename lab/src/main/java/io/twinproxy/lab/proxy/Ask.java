package io.twinproxy.lab.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A question to a cache or a proxy, on a connection of its own. */
final class Ask {
    private static final Duration REPLY_WITHIN = Duration.ofSeconds(2);
    private static final int REPLY_BYTES_MAX = 256;

    private Ask() {}

    /** The first line of the answer, without its end. */
    static String line(InetSocketAddress address, String question) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) REPLY_WITHIN.toMillis());
            socket.setSoTimeout((int) REPLY_WITHIN.toMillis());
            socket.getOutputStream().write((question + "\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int octet = in.read(); octet != '\n' && line.length() < REPLY_BYTES_MAX; octet = in.read()) {
                if (octet < 0) {
                    throw new IOException("closed without an answer to '" + question + "'");
                }
                line.append((char) octet);
            }
            return line.toString().strip();
        }
    }

    /** Waits until a get is answered, whatever with. */
    static void awaitServing(String name, InetSocketAddress address, Duration within) throws IOException {
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            try {
                String answer = line(address, "get bench");
                if (answer.equals("END")) {
                    return;
                }
                throw new IOException("it answers '" + answer + "'");
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(name + " does not serve: " + notYet.getMessage(), notYet);
                }
            }
            // A port that is not yet open cannot be waited for.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
