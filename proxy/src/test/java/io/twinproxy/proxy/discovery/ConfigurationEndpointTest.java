package io.twinproxy.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as scripted; the frames are those of the documentation, with their own lengths. */
class ConfigurationEndpointTest {
    private static final String PAYLOAD = "12\nnode-a.x|10.0.0.1|11211 node-b.x||11211\n";
    private final Map<String, String> answers = new TreeMap<>();
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "scripted-endpoint");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String answer = answers.getOrDefault(line, "ERROR\r\n");
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    if (answer.endsWith("<close>")) {
                        break;
                    }
                }
            } catch (IOException e) {
                // The client has gone, or the test has ended.
            }
        }
    }

    private static String framed(String head, String payload) {
        return head + " 0 " + payload.length() + "\r\n" + payload + "\r\nEND\r\n";
    }

    private ConfigurationEndpoint endpoint(Duration timeout) {
        return new ConfigurationEndpoint("127.0.0.1", server.getLocalPort(), timeout, Optional.empty());
    }

    private Cluster ask() throws IOException {
        return endpoint(Duration.ofSeconds(5)).ask();
    }

    @Test
    void asksForTheClusterAndReadsItByItsLength() throws IOException {
        answers.put("config get cluster", framed("CONFIG cluster", PAYLOAD));
        assertThat(ask().version()).isEqualTo(12);
        assertThat(ask().nodes()).containsExactly(new Node("node-a.x", 11211), new Node("node-b.x", 11211));
    }

    @Test
    void asksAnOlderEngineForTheKey() throws IOException {
        answers.put("get AmazonElastiCache:cluster", framed("VALUE AmazonElastiCache:cluster", PAYLOAD));
        assertThat(ask().nodes()).hasSize(2);
    }

    @Test
    void aPlainMemcachedIsSaidToBeOne() {
        answers.put("get AmazonElastiCache:cluster", "END\r\n");
        assertThatThrownBy(this::ask)
                .isInstanceOf(NonsenseException.class)
                .hasMessageContaining("no configuration endpoint");
    }

    @Test
    void nonsenseIsToldAsSuch() {
        String ask = "config get cluster";
        answers.put(ask, "HTTP/1.1 400 Bad Request\r\n");
        assertThatThrownBy(this::ask).isInstanceOf(NonsenseException.class).hasMessageContaining("HTTP/1.1 400");
        answers.put(ask, "CONFIG cluster 0 9999999\r\n");
        assertThatThrownBy(this::ask).isInstanceOf(NonsenseException.class).hasMessageContaining("9999999 bytes");
        answers.put(ask, "CONFIG cluster 0 3\r\n" + PAYLOAD + "\r\nEND\r\n");
        assertThatThrownBy(this::ask).isInstanceOf(NonsenseException.class).hasMessageContaining("goes on after");
        answers.put(ask, "a\u001b[1mb\u0000\r\n");
        assertThatThrownBy(this::ask).hasMessage("answers \"a?[1mb?\"");
        answers.put(ask, "x".repeat(2000) + "\r\n");
        assertThatThrownBy(this::ask).isInstanceOf(NonsenseException.class).hasMessageContaining("longer than 512");
    }

    @Test
    void anAnswerThatBreaksOffOrNeverComesIsNone() {
        answers.put("config get cluster", "CONFIG cluster 0 100\r\n12\n<close>");
        assertThatThrownBy(this::ask)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NonsenseException.class)
                .hasMessageContaining("closed before");
        answers.put("config get cluster", "CONFIG cluster 0 100\r\n12\n");
        assertThatThrownBy(() -> endpoint(Duration.ofMillis(100)).ask()).isInstanceOf(SocketTimeoutException.class);
    }
}
