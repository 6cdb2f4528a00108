package io.twinproxy.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.twinproxy.coordination.settings.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that misbehave. In a process of its own, because the JDK's server reads its bounds once for a whole process
 * and another test may have been there first.
 */
class StatusServerIT {
    private final List<Socket> sockets = new ArrayList<>();
    private Process process;
    private int port;

    /** The process: serves until its standard input ends, so that it cannot outlive the test. */
    static final class Outside {
        private Outside() {}

        public static void main(String[] args) throws IOException {
            StatusBoard board = new StatusBoard("controller-1", System::nanoTime, () -> 0);
            try (StatusServer server =
                    StatusServer.start(new Address("127.0.0.1", 0), board, new PrometheusRegistry())) {
                System.out.println(server.address().port());
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Outside.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        port = Integer.parseInt(
                out.lines().filter(line -> line.matches("\\d+")).findFirst().orElseThrow());
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        process.getOutputStream().close();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @Test
    void slowClientsAreCutOffAndOthersServed() throws Exception {
        for (int i = 0; i < StatusServer.THREADS - 1; i++) {
            half();
        }
        assertThat(health()).isEqualTo(200);
        half();
        // Every thread now waits for the rest of a request; none of them may do so for long.
        assertThat(health()).isEqualTo(200);
        for (Socket socket : sockets) {
            assertThat(socket.getInputStream().read())
                    .as("closed by the server")
                    .isEqualTo(-1);
        }
    }

    @Test
    void connectionsAreBounded() throws Exception {
        for (int i = 0; i < StatusServer.CONNECTIONS_MAX; i++) {
            open();
        }
        // One more than allowed is closed at once; the rest stay.
        assertThat(open().getInputStream().read()).isEqualTo(-1);
        sockets.remove(sockets.size() - 1).close();
        sockets.remove(0).close();
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreException(IOException.class)
                .until(() -> health() == 200);
    }

    private Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(15_000);
        sockets.add(socket);
        return socket;
    }

    private void half() throws IOException {
        open().getOutputStream().write("GET /healthz HTT".getBytes(StandardCharsets.US_ASCII));
    }

    private int health() throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                .timeout(Duration.ofSeconds(15))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
