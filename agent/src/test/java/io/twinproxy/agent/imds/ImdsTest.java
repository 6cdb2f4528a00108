package io.twinproxy.agent.imds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImdsTest {
    private final Map<String, String> values = new TreeMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksForATokenFirstAndThenWithIt() {
        values.put("instance-id", "i-0123abcd");
        values.put("placement/availability-zone", "eu-west-1a\n");
        values.put("network/interfaces/macs/02:aa:00:00:00:01/subnet-ipv4-cidr-block", "10.0.1.0/24");
        Imds imds = imds(server.getAddress().getPort());
        assertThat(imds.instanceId()).contains("i-0123abcd");
        assertThat(imds.zone()).contains("eu-west-1a");
        assertThat(imds.subnet("02:AA:00:00:00:01")).contains("10.0.1.0/24");
    }

    @Test
    void whatIsNotThereOrNotOfItsKindIsEmpty() {
        values.put("instance-id", "<html>a captive portal</html>");
        Imds imds = imds(server.getAddress().getPort());
        assertThat(imds.instanceId()).isEmpty();
        assertThat(imds.zone()).isEmpty();
    }

    @Test
    void whereThereIsNoServiceOrItHangsNothingIsKnown() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            assertThat(imds(mute.getLocalPort()).instanceId()).isEmpty();
        }
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThat(imds(port).instanceId()).isEmpty();
    }

    @Test
    void anAnswerThatComesByteByByteIsNotWaitedFor() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> drip(slow), "drip");
            serving.setDaemon(true);
            serving.start();
            assertTimeoutPreemptively(
                    Duration.ofSeconds(5),
                    () -> assertThat(imds(slow.getLocalPort()).instanceId()).isEmpty());
        }
    }

    /** Promises a long body and sends a byte of it every 50 ms, which no timeout of a single read notices. */
    private static void drip(ServerSocket slow) {
        try (Socket client = slow.accept()) {
            OutputStream out = client.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write('i');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (IOException e) {
            // The client has had enough.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Imds imds(int port) {
        return new Imds(new ImdsSettings(URI.create("http://127.0.0.1:" + port), Duration.ofMillis(500)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String token = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
            String ttl = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds");
            if (exchange.getRequestMethod().equals("PUT") && path.equals("/latest/api/token") && "60".equals(ttl)) {
                send(exchange, 200, "secret==");
            } else if (!"secret==".equals(token)) {
                send(exchange, 401, "no token");
            } else {
                String value = values.get(path.substring("/latest/meta-data/".length()));
                send(exchange, value == null ? 404 : 200, value == null ? "not found" : value);
            }
        }
    }

    private static void send(HttpExchange exchange, int code, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }
}
