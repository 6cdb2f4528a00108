package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code twinproxy proxy -d}, as start scripts made for nutcracker call it. */
class ProxyDaemonTest {
    private static final Duration WITHIN = Duration.ofSeconds(45);

    @TempDir
    private Path directory;

    private final FreePorts ports = new FreePorts();

    private Path file(int listen, int server) throws IOException {
        return Files.writeString(directory.resolve("nutcracker.yml"), """
                pool:
                  listen: 127.0.0.1:%d
                  servers:
                   - 127.0.0.1:%d:1
                """.formatted(listen, server));
    }

    private Twinproxy.Ended daemon(Path file) throws IOException {
        return new Twinproxy(directory)
                .run(
                        "proxy",
                        "-d",
                        "-c",
                        file.toString(),
                        "-s",
                        String.valueOf(ports.next()),
                        "-o",
                        directory.resolve("log").toString(),
                        "-p",
                        directory.resolve("pid").toString());
    }

    @Test
    void servesInTheBackgroundWhenItsStarterHasEndedAndEndsAtSigterm() throws Exception {
        int listen = ports.next();
        Twinproxy.Ended started = daemon(file(listen, ports.next()));
        assertThat(started.code()).as(started.toString()).isZero();

        ProcessHandle daemon = ProcessHandle.of(Long.parseLong(Files.readString(directory.resolve("pid"))))
                .orElseThrow();
        try (CacheClient client = new CacheClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), listen))) {
            client.send("version\r\n");
            client.expect("VERSION 1.6.0-twinproxy");
        } finally {
            daemon.destroy();
        }
        daemon.onExit().get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        assertThat(directory.resolve("pid")).doesNotExist();
        assertThat(directory.resolve("log")).content().contains("Serving", "The proxy has ended.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void endsWithZeroWhenItIsToldToEnd(String signal) throws Exception {
        Path file = file(ports.next(), ports.next());
        try (Program proxy = new Twinproxy(directory)
                .start("proxy", "proxy", "-c", file.toString(), "-s", String.valueOf(ports.next()))) {
            Awaitility.await().atMost(WITHIN).until(() -> proxy.err().contains("Serving"));
            proxy.signal(signal);
            assertThat(proxy.exitCode(WITHIN)).as(proxy.err()).isZero();
            assertThat(proxy.err()).contains("The proxy has ended.");
        }
    }

    @Test
    void saysWhyItDoesNotServeAndEndsWithTheSameCode() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Twinproxy.Ended started = daemon(file(taken.getLocalPort(), ports.next()));
            assertThat(started.code()).as(started.toString()).isEqualTo(1);
            assertThat(started.err()).contains("cannot listen at 127.0.0.1:" + taken.getLocalPort());
        }
        assertThat(directory.resolve("pid")).doesNotExist();
    }
}
