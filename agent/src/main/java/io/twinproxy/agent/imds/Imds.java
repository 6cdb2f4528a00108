package io.twinproxy.agent.imds;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the instance metadata service, version 2: a token first, then the value with the token
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html). Each answer takes two timeouts
 * at most; what cannot be had is empty. Any thread; blocks.
 */
public final class Imds {
    private static final int ANSWER_CHARS_MAX = 4096;

    /** A token for each question: they are few, and a token kept might have expired. */
    private static final String TOKEN_SECONDS = "60";

    private static final Logger LOG = LoggerFactory.getLogger(Imds.class);

    private final URI endpoint;
    private final Duration timeout;
    private final HttpClient client;

    public Imds(ImdsSettings settings) {
        this.endpoint = settings.endpoint();
        this.timeout = settings.timeout();
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .proxy(HttpClient.Builder.NO_PROXY)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
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
        return send(request("/latest/api/token")
                        .header("X-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS)
                        .PUT(HttpRequest.BodyPublishers.noBody()))
                .filter(token -> token.matches("[\\x21-\\x7e]+"))
                .flatMap(token -> send(request("/latest/meta-data/" + path)
                        .header("X-aws-ec2-metadata-token", token)
                        .GET()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve(path)).timeout(timeout);
    }

    /** The client's own timeout ends with the response's head; this one covers the body as well. */
    private Optional<String> send(HttpRequest.Builder request) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            String text = new String(response.body(), StandardCharsets.US_ASCII).strip();
            boolean good = response.statusCode() == 200 && !text.isEmpty() && text.length() <= ANSWER_CHARS_MAX;
            return good ? Optional.of(text) : Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            LOG.debug("Instance metadata: {}", e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
