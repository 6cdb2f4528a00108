package io.twinproxy.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.cli.shell.ProcessSignals;
import io.twinproxy.cli.shell.Signals;
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
import java.util.concurrent.CountDownLatch;
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
                .until(() -> ask(ports.get(0), "version\r\nquit\r\n").startsWith("VERSION 1.6.0-twinproxy"));
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
    void answersPrometheusAndLoadBalancersWhereItIsTold() throws Exception {
        List<Integer> ports = freePorts(3);
        Path file = file(pool("one", ports.get(0)));
        CompletableFuture<Bench.Run> run = CompletableFuture.supplyAsync(() ->
                bench.run("proxy", "-c", "" + file, "-s", "" + ports.get(1), "--metrics-port", "" + ports.get(2)));
        String close = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        await().atMost(SOON).until(() -> ask(ports.get(2), "GET /" + close).startsWith("HTTP/1.1 200"));
        assertThat(ask(ports.get(2), "GET /metrics" + close))
                .contains("Content-type: text/plain; version=0.0.4")
                .contains("\ntwinproxy_proxy_server_in{pool=\"one\",server=\"127.0.0.1:1\"} ");
        file("one: [");
        await().atMost(SOON)
                .until(() -> ask(ports.get(2), "GET /" + close).contains("warning: the newer configuration file"));
        Bench.Run second = bench.run(
                "proxy",
                "-c",
                ""
                        + Files.writeString(
                                files.resolve("second.yml"),
                                pool("two", freePorts(1).get(0))),
                "-s",
                "" + freePorts(1).get(0),
                "--metrics-port",
                "" + ports.get(2));
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.err()).contains("the proxy cannot start: ", ":" + ports.get(2), "in use");
        await().atMost(SOON).until(() -> !bench.interrupts.isEmpty());
        bench.interrupts.get(0).run();
        assertThat(run.get(10, TimeUnit.SECONDS).code()).isZero();
        assertThat(ask(ports.get(2), "GET /" + close)).isEmpty();
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
        assertThat(fine.err())
                .isEqualTo("nutcracker: configuration file '" + files.resolve("nutcracker.yml") + "' syntax is ok\n");

        Bench.Run wrong = bench.run(
                "proxy",
                "--test-conf",
                "-c",
                file("p: {listen: 'x', redis: maybe}").toString());
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err())
                .contains("p.listen: is \"x\"", "p.redis: is \"maybe\"", "p.servers: is missing")
                .contains("nutcracker: configuration file '" + files.resolve("nutcracker.yml") + "' syntax is invalid");

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
    void refusesWhatCannotBeOneSentenceEach() {
        Bench.Run run =
                bench.run("proxy", "-v", "-1", "-i", "-5", "-m", "100", "--threads", "0", "--memory-max", "much");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines())
                .hasSize(5)
                .anyMatch(line -> line.contains("--memory-max is 'much'; it must be a size such as 512m"))
                .anyMatch(line -> line.contains("--threads is 0; it must be 1 to 256"))
                .anyMatch(line -> line.contains("-v (--verbose) is -1; it must be 0 to 11"))
                .anyMatch(line -> line.contains("-m (--mbuf-size) is 100; it must be 512 to 16777216 bytes"));
        assertThat(bench.run("proxy", "-v", "x").err()).contains("--verbose");
    }

    @Test
    void tellsItsVersionAndItsStatisticsInNutcrackersShape() {
        Bench.Run version = bench.run("proxy", "-V");
        assertThat(version.code()).isZero();
        assertThat(version.out()).isEmpty();
        assertThat(version.err()).startsWith("This is twinproxy-").contains("\nasync event backend: ");
        Bench.Run described = bench.run("proxy", "--describe-stats");
        assertThat(described.code()).isZero();
        assertThat(described.err())
                .contains(
                        "pool stats:\n  client_eof          \"# eof on client connections\"\n",
                        "\n\nserver stats:\n  server_eof          \"# eof on server connections\"\n",
                        "  out_queue_bytes     \"current request bytes in outgoing queue\"\n");
    }

    @Test
    void logsToItsFileWritesItsPidAndHearsSignals() throws Exception {
        List<Integer> ports = freePorts(3);
        Path file = file(pool("one", ports.get(0)));
        Path log = files.resolve("proxy.log");
        Path pid = files.resolve("proxy.pid");
        CompletableFuture<Bench.Run> run = CompletableFuture.supplyAsync(() -> bench.run(
                "proxy",
                "-v6",
                "-c",
                "" + file,
                "-s",
                "" + ports.get(2),
                "-o",
                "" + log,
                "-p",
                "" + pid,
                "-m",
                "16384"));
        await().atMost(SOON).until(() -> bench.heard.keySet().containsAll(List.of("HUP", "TTIN", "TTOU")));
        assertThat(pid).hasContent("" + ProcessHandle.current().pid());

        Files.move(log, files.resolve("proxy.log.1"));
        file(pool("one", ports.get(0)) + pool("two", ports.get(1)));
        bench.heard.get("HUP").run();
        assertThat(ask(ports.get(1), "version\r\nquit\r\n")).startsWith("VERSION");
        assertThat(log).content().contains("SIGHUP: the log is open anew");
        bench.heard.get("TTIN").run();
        bench.heard.get("TTOU").run();
        bench.heard.get("TTOU").run();
        bench.heard.get("TTOU").run();
        bench.heard.get("HUP").run();
        assertThat(log)
                .content()
                .contains("the level is 7 now", "the level is 4 now")
                .containsOnlyOnce("SIGHUP");

        bench.interrupts.get(0).run();
        assertThat(run.get(10, TimeUnit.SECONDS).code()).isZero();
        assertThat(pid).doesNotExist();
        assertThat(bench.heard).isEmpty();
    }

    @Test
    void saysWhichFileItCannotWrite() throws IOException {
        List<Integer> ports = freePorts(2);
        String file = file(pool("one", ports.get(0))).toString();
        Bench.Run log = bench.run("proxy", "-c", file, "-s", "" + ports.get(1), "-o", files.toString());
        assertThat(log.code()).isEqualTo(1);
        assertThat(log.err()).contains("-o (--output): " + files + " cannot be written");
        Bench.Run pid = bench.run(
                "proxy",
                "-c",
                file,
                "-s",
                "" + ports.get(1),
                "-p",
                files.resolve("no/p").toString());
        assertThat(pid.code()).isEqualTo(1);
        assertThat(pid.err()).contains("-p (--pid-file): " + files.resolve("no/p") + " cannot be written");
    }

    @Test
    void hearsRealSignals() throws Exception {
        CountDownLatch heard = new CountDownLatch(2);
        try (Signals.Handle handle = new ProcessSignals().onSignal("TTIN", heard::countDown)) {
            for (long left = 2; left > 0; left--) {
                long before = left - 1;
                new ProcessBuilder("kill", "-TTIN", "" + ProcessHandle.current().pid())
                        .start()
                        .waitFor();
                await().atMost(SOON).until(() -> heard.getCount() == before);
            }
        }
        assertThat(heard.getCount()).isZero();
    }

    @Test
    void refusesAPortAndAnAddressThatCannotBe() {
        assertThat(bench.run("proxy", "-s", "70000").err()).contains("--stats-port is 70000; it must be 1 to 65535");
        assertThat(bench.run("proxy", "--metrics-port", "0").err())
                .contains("--metrics-port is 0; it must be 1 to 65535");
        assertThat(bench.run("proxy", "-a", "no such name").err()).contains("--stats-addr is 'no such name'");
        assertThat(bench.run("proxy", "--help").out())
                .contains("--test-conf", "127.0.0.1 unless given")
                .contains("--output=FILE", "--pid-file=FILE", "--daemonize")
                .doesNotContain("FORMAT");
    }
}
