package io.twinproxy.proxy.discovery;

import io.twinproxy.proxy.pem.ServerTls;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a cluster for its nodes, on a connection of its own for each question. Engines before 1.4.14 do not know the command
 * {@code config} and keep the same under a key. Any thread; blocks for at most the timeout for each line that is waited for,
 * and for {@link #ANSWER_MAX} altogether.
 */
public final class ConfigurationEndpoint {
    private static final byte[] ASK = "config get cluster\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ASK_OLD = "get AmazonElastiCache:cluster\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern HEAD =
            Pattern.compile("(?:CONFIG cluster|VALUE AmazonElastiCache:cluster) [0-9]+ (?<length>[0-9]{1,7})");
    private static final int LINE_MAX = 512;

    /** A thousand nodes of the longest names fit. */
    private static final int PAYLOAD_MAX = 1 << 19;

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final String host;
    private final int port;
    private final Duration timeout;
    private final Optional<ServerTls> tls;

    /**
     * @param timeout to connect, and for each line
     * @param tls as the cluster's nodes are spoken to
     */
    public ConfigurationEndpoint(String host, int port, Duration timeout, Optional<ServerTls> tls) {
        this.host = host;
        this.port = port;
        this.timeout = timeout;
        this.tls = tls;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    /**
     * The cluster as it is told now.
     *
     * @throws NonsenseException when the answer says nothing of a cluster
     * @throws IOException when there is none
     */
    public Cluster ask() throws IOException {
        try (Socket socket = new Socket()) {
            int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
            // Resolved anew each time: the name leads to whichever node is there.
            socket.connect(new InetSocketAddress(host, port), millis);
            socket.setSoTimeout(millis);
            return tls.isPresent() ? ask(tls.get().over(socket, host, port)) : ask(socket);
        }
    }

    private static Cluster ask(Socket connected) throws IOException {
        try (Socket socket = connected) {
            Answer answer = new Answer(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            out.write(ASK);
            Optional<Cluster> cluster = answer.cluster();
            if (cluster.isEmpty()) {
                out.write(ASK_OLD);
                cluster = answer.cluster();
            }
            return cluster.orElseThrow(() -> new NonsenseException(
                    "knows nothing of a cluster: it is a plain memcached, no configuration endpoint"));
        }
    }

    /** What comes in on one connection. */
    private static final class Answer {
        private final InputStream in;
        private final long deadline = System.nanoTime() + ANSWER_MAX.toNanos();

        Answer(InputStream in) {
            this.in = in;
        }

        /** Empty when the server does not know the question, or has no such value. */
        Optional<Cluster> cluster() throws IOException {
            String head = line();
            if (head.equals("ERROR") || head.equals("END")) {
                return Optional.empty();
            }
            Matcher parts = HEAD.matcher(head);
            if (!parts.matches()) {
                throw new NonsenseException("answers \"" + head + "\"");
            }
            int length = Integer.parseInt(parts.group("length"));
            if (length > PAYLOAD_MAX) {
                throw new NonsenseException("announces " + length + " bytes, more than " + PAYLOAD_MAX);
            }
            byte[] payload = new byte[length];
            for (int i = 0; i < length; i++) {
                payload[i] = (byte) next();
            }
            String rest = line();
            String end = rest.isEmpty() ? line() : rest;
            if (!end.equals("END")) {
                throw new NonsenseException("goes on after its " + length + " bytes with \"" + end + "\"");
            }
            return Optional.of(Cluster.parse(payload));
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = next(); b != '\n'; b = next()) {
                if (line.length() == LINE_MAX) {
                    throw new NonsenseException("answers with a line longer than " + LINE_MAX + " bytes");
                }
                line.append((char) b);
            }
            return line.toString().strip();
        }

        private int next() throws IOException {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection was closed before the answer was whole");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the answer took longer than " + ANSWER_MAX.toSeconds() + " s");
            }
            return b;
        }
    }
}
