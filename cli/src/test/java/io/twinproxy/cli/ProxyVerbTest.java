package io.twinproxy.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as a command: its flags, its file, its end. */
class ProxyVerbTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path files;

    private final Bench bench = new Bench();

    /** Ports that were free a moment ago: nutcracker's file has no word for "any free one". */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static String pool(String name, int port) {
        return name + ":\n  listen: 127.0.0.1:" + port + "\n  timeout: 400\n  servers:\n   - 127.0.0.1:1:1\n";
    }

    private Path file(String text) throws IOException {
        return Files.writeString(files.resolve("nutcracker.yml"), text);
    }

    /** An empty answer when nobody listens. */
    private static String ask(int port, String words) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(words.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void servesReloadsItsFileWhenItChangesAndEndsWhenToldTo() throws Exception {
        List<Integer> ports = freePorts(3);
        Path file = file(pool("one", ports.get(0)));
        CompletableFuture<Bench.Run> run = CompletableFuture.supplyAsync(
                () -> bench.run("proxy", "-c", file.toString(), "-s", String.valueOf(ports.get(2))));
        await().atMost(SOON)
                .until(() -> ask(ports.get(0), "version\r\nquit\r\n").startsWith("VERSION twinproxy"));
        assertThat(ask(ports.get(2), "")).contains("\"one\"").contains("\"127.0.0.1:1\"");

        file(pool("one", ports.get(0)) + pool("two", ports.get(1)));
        await().atMost(SOON)
                .until(() -> ask(ports.get(1), "version\r\nquit\r\n").startsWith("VERSION"));

        file("one: [");
        await().during(Duration.ofMillis(300))
                .atMost(SOON)
                .until(() -> ask(ports.get(1), "version\r\nquit\r\n").startsWith("VERSION"));

        await().atMost(SOON).until(() -> !bench.interrupts.isEmpty());
        bench.interrupts.get(0).run();
        assertThat(run.get(10, TimeUnit.SECONDS).code()).isZero();
        assertThat(ask(ports.get(0), "version\r\nquit\r\n")).isEmpty();
        assertThat(bench.interrupts).isEmpty();
    }

    @Test
    void testsAFileWithNutcrackersExitCodes() throws IOException {
        Bench.Run fine = bench.run(
                "proxy",
                "-t",
                "-c",
                file("p: {listen: '*:1', hash: crc32, servers: ['a:1:1', 'b:1:1']}")
                        .toString());
        assertThat(fine.code()).isZero();
        assertThat(fine.out()).contains("1 pool, no problems", "warning: pool p: hash crc32");

        Bench.Run wrong = bench.run(
                "proxy",
                "--test-conf",
                "-c",
                file("p: {listen: 'x', redis: maybe}").toString());
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("p.listen: is \"x\"", "p.redis: is \"maybe\"", "p.servers: is missing");

        Bench.Run none =
                bench.run("proxy", "-t", "-c", files.resolve("none.yml").toString());
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("none.yml: the file does not exist");
    }

    @Test
    void refusesAWrongFileBeforeItListens() throws IOException {
        Bench.Run run = bench.run("proxy", "-c", file("p: {listen: 'x'}").toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("p.listen: is \"x\"", "p.servers: is missing");
    }

    @Test
    void saysWhoseAddressIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Bench.Run run = bench.run(
                    "proxy",
                    "-c",
                    file(pool("one", taken.getLocalPort())).toString(),
                    "-s",
                    String.valueOf(freePorts(1).get(0)));
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("pool one cannot listen at 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void refusesWhatItDoesNotDoOneSentenceEach() {
        Bench.Run run = bench.run("proxy", "-d", "-D", "-v", "11", "-i", "30000", "-m", "16384", "-p", "x.pid");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines())
                .hasSize(6)
                .allMatch(line -> line.contains("is not taken: "))
                .anyMatch(line -> line.startsWith("-d (--daemonize)"));
    }

    @Test
    void refusesAPortAndAnAddressThatCannotBe() {
        assertThat(bench.run("proxy", "-s", "70000").err()).contains("--stats-port is 70000; it must be 1 to 65535");
        assertThat(bench.run("proxy", "-a", "no such name").err()).contains("--stats-addr is 'no such name'");
        assertThat(bench.run("proxy", "--help").out())
                .contains("--test-conf", "127.0.0.1 unless given")
                .doesNotContain("--daemonize");
    }
}
