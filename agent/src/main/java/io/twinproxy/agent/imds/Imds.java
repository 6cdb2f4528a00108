package io.twinproxy.agent.imds;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the instance metadata service, version 2: a token first, then the value with the token
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html). Each answer takes a few timeouts
 * at most; what cannot be had is empty. Any thread; blocks.
 */
public final class Imds {
    private static final int ANSWER_BYTES_MAX = 4096;

    /** A token for each question: they are few, and a token kept might have expired. */
    private static final String TOKEN_SECONDS = "60";

    private static final Logger LOG = LoggerFactory.getLogger(Imds.class);

    private final URI endpoint;
    private final Duration timeout;

    public Imds(ImdsSettings settings) {
        this.endpoint = settings.endpoint();
        this.timeout = settings.timeout();
    }

    public Optional<String> instanceId() {
        return ask("instance-id").filter(id -> id.matches("i-[0-9a-f]{1,32}"));
    }

    public Optional<String> zone() {
        return ask("placement/availability-zone").filter(zone -> zone.matches("[a-z0-9-]{1,40}"));
    }

    /** The subnet of the interface with this MAC address, {@code 10.0.1.0/24}. */
    public Optional<String> subnet(String mac) {
        return ask("network/interfaces/macs/" + mac.toLowerCase(Locale.ROOT) + "/subnet-ipv4-cidr-block");
    }

    private Optional<String> ask(String path) {
        return send("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS)
                .filter(token -> token.matches("[\\x21-\\x7e]+"))
                .flatMap(token -> send("GET", "/latest/meta-data/" + path, "X-aws-ec2-metadata-token", token));
    }

    /**
     * By the JDK's old client: the new one loads all there is of TLS, for a service that speaks none, while a proxy is
     * waited for.
     */
    private Optional<String> send(String method, String path, String header, String value) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) endpoint.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
            int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestMethod(method);
            connection.setRequestProperty(header, value);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK
                        ? Optional.of(body(connection)).filter(text -> !text.isEmpty())
                        : Optional.empty();
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            LOG.debug("Instance metadata: {}", e.toString());
            return Optional.empty();
        }
    }

    /** A read may take a timeout, and the body one more in all. */
    private String body(HttpURLConnection connection) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (InputStream in = connection.getInputStream()) {
            byte[] read = new byte[ANSWER_BYTES_MAX];
            for (int n = in.read(read); n >= 0; n = in.read(read)) {
                body.write(read, 0, n);
                if (body.size() > ANSWER_BYTES_MAX) {
                    throw new IOException("more than " + ANSWER_BYTES_MAX + " bytes");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new SocketTimeoutException("the answer comes too slowly");
                }
            }
        }
        return body.toString(StandardCharsets.US_ASCII).strip();
    }
}
