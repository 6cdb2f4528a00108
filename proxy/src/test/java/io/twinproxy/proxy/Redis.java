package io.twinproxy.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real redis-server on loopback, in memory only; tests are skipped where none is installed. */
public final class Redis implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/bin/redis-server");

    private final int port;
    private final List<String> command;
    private Process process;

    private Redis(int port, boolean tls, String... settings) {
        this.port = port;
        command = new ArrayList<>(List.of(BINARY.toString(), "--bind", "127.0.0.1"));
        command.addAll(tls ? List.of("--port", "0", "--tls-port", "" + port) : List.of("--port", "" + port));
        command.addAll(List.of("--save", "", "--appendonly", "no", "--loglevel", "warning"));
        command.addAll(List.of(settings));
        start();
    }

    /**
     * Starts one on a free port.
     *
     * @param settings words of the command line, such as {@code --requirepass secret}
     */
    public static Redis launch(String... settings) {
        assumeTrue(Files.isExecutable(BINARY), "redis-server is not installed");
        return new Redis(Memcached.freePort(), false, settings);
    }

    /** One that speaks TLS only; the settings must name its certificate. */
    public static Redis launchTls(String... settings) {
        assumeTrue(Files.isExecutable(BINARY), "redis-server is not installed");
        return new Redis(Memcached.freePort(), true, settings);
    }

    public int port() {
        return port;
    }

    /** Starts it again after {@link #kill()}, empty, on the same port. */
    public void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
