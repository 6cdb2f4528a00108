package io.twinproxy.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real memcached on loopback; tests are skipped where none is installed. */
public final class Memcached implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/bin/memcached");

    private final int port;
    private final List<String> command;
    private Process process;

    private Memcached(int port, String user, String... settings) {
        this.port = port;
        command = new ArrayList<>(List.of(BINARY.toString(), "-l", "127.0.0.1", "-p", "" + port));
        command.addAll(List.of("-U", "0", "-u", user, "-t", "1"));
        command.addAll(List.of(settings));
        start();
    }

    public static Memcached launch() {
        assumeTrue(Files.isExecutable(BINARY), "memcached is not installed");
        return new Memcached(freePort(), "nobody");
    }

    /**
     * One that speaks TLS only.
     *
     * @param certificate with its key, in PEM files
     */
    public static Memcached launchTls(Path certificate, Path key) {
        assumeTrue(Files.isExecutable(BINARY), "memcached is not installed");
        assumeTrue(help().contains("--enable-ssl"), "memcached is built without TLS");
        // What it runs as must be able to read the test's own directory.
        String user = System.getProperty("user.name");
        return new Memcached(freePort(), user, "-Z", "-o", "ssl_chain_cert=" + certificate + ",ssl_key=" + key);
    }

    private static String help() {
        try {
            Process process = new ProcessBuilder(BINARY.toString(), "-h")
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
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

    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, "" + process.pid()).start().waitFor(5, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
