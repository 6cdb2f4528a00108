package io.twinproxy.coordination.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinproxy.coordination.record.Sight;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The prober against real sockets and, where memcached is installed, a real process that is stopped and killed. */
class NioProberTest {
    private final NioProber prober = NioProber.start(System::nanoTime);
    private final List<Sighting> heard = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        prober.close();
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void hearsARedisAnswerAndTellsOnlyOfChanges() throws Exception {
        Server server = serve("+PONG\r\n");
        Prober.Watch watch = prober.watch(target("127.0.0.1", server.port(), ProbeProtocol.REDIS), heard::add);
        await().until(() -> server.asked.size() >= 5);
        assertThat(server.asked.get(0)).isEqualTo("*1\r\n$4\r\nPING\r\n");
        assertThat(heard).hasSize(1);
        assertThat(watch.latest().sight()).isEqualTo(Sight.ANSWERED);
        assertThat(watch.latest().lastAnswerNanos().getAsLong())
                .isGreaterThan(heard.get(0).lastAnswerNanos().getAsLong());
        assertThat(server.accepted).as("one persistent connection").hasSize(1);
    }

    @Test
    void resolvesANameAndReportsOneThatIsNotKnown() throws Exception {
        Server server = serve("VERSION 1.6.18\r\n");
        Prober.Watch known = prober.watch(target("localhost", server.port(), ProbeProtocol.MEMCACHE), heard::add);
        Prober.Watch unknown =
                prober.watch(target("no-such-host.invalid", server.port(), ProbeProtocol.MEMCACHE), s -> {});
        await().until(() -> known.latest().sight() == Sight.ANSWERED);
        await().until(() -> unknown.latest().sight() == Sight.SILENT);
        assertThat(unknown.latest().detail()).contains("no-such-host.invalid is not known");
    }

    @Test
    void anErrorReplyIsAReplyAndAnotherProtocolIsNot() throws Exception {
        Server error = serve("SERVER_ERROR Connection refused\r\n");
        Server http = serve("HTTP/1.1 400 Bad Request\r\n");
        Prober.Watch erring = prober.watch(target("127.0.0.1", error.port(), ProbeProtocol.MEMCACHE), s -> {});
        Prober.Watch other = prober.watch(target("127.0.0.1", http.port(), ProbeProtocol.MEMCACHE), s -> {});
        await().until(() -> erring.latest().sight() == Sight.ANSWERED);
        await().until(() -> other.latest().sight() == Sight.SILENT);
        assertThat(other.latest().detail()).contains("'HTTP/1.1 400 Bad Request', which is no memcache reply");
    }

    @Test
    void anAddressThatIsNoneIsUnreachableAndEndsNoOtherProbe() throws Exception {
        Prober.Watch number = prober.watch(target("10.0.0.300", 1, ProbeProtocol.MEMCACHE), heard::add);
        Prober.Watch scoped = prober.watch(target("::1%nowhere", 1, ProbeProtocol.MEMCACHE), heard::add);
        await().until(() -> number.latest().sight() == Sight.SILENT);
        await().until(() -> scoped.latest().sight() == Sight.SILENT);
        assertThat(number.latest().detail()).contains("10.0.0.300 is not known");
        assertThat(scoped.latest().detail()).contains("no address this machine can reach");
        aPortNobodyListensAtIsRefused();
    }

    @Test
    void aPortNobodyListensAtIsRefused() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Prober.Watch watch = prober.watch(target("127.0.0.1", free, ProbeProtocol.MEMCACHE), heard::add);
        await().until(() -> watch.latest().sight() == Sight.REFUSED);
        assertThat(watch.latest().detail()).isEqualTo("Connection refused");
    }

    @Test
    void silenceOfOneTargetDoesNotHoldUpAnother() throws Exception {
        Server mute = serve("");
        Server server = serve("+PONG\r\n");
        Prober.Watch silent = prober.watch(target("127.0.0.1", mute.port(), ProbeProtocol.REDIS), s -> {});
        Prober.Watch other = prober.watch(target("127.0.0.1", server.port(), ProbeProtocol.REDIS), s -> {});
        await().until(() -> silent.latest().sight() == Sight.SILENT);
        assertThat(other.latest().sight()).isEqualTo(Sight.ANSWERED);
        mute.reply = "+PONG\r\n";
        await().until(() -> silent.latest().sight() == Sight.ANSWERED);
    }

    @Test
    void aClosedWatchHearsNoMoreAndItsConnectionEnds() throws Exception {
        Server server = serve("+PONG\r\n");
        Prober.Watch watch = prober.watch(target("127.0.0.1", server.port(), ProbeProtocol.REDIS), heard::add);
        await().until(() -> watch.latest().sight() == Sight.ANSWERED);
        watch.close();
        await().until(() -> server.ended > 0);
        assertThat(watch.latest().sight()).isEqualTo(Sight.UNKNOWN);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aProberThatIsClosedWatchesNothing() {
        prober.close();
        Target target = target("127.0.0.1", 1, ProbeProtocol.REDIS);
        assertThatThrownBy(() -> prober.watch(target, s -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void watchesHundredsOfTargetsOnOneThread() throws Exception {
        Server server = serve("+PONG\r\n");
        List<Prober.Watch> watches = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            watches.add(prober.watch(target("127.0.0.1", server.port(), ProbeProtocol.REDIS), s -> {}));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> watches.stream().allMatch(watch -> watch.latest().sight() == Sight.ANSWERED));
    }

    @Test
    void aRealMemcachedIsSeenToAnswerToFreezeToThawAndToBeKilled() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/memcached")), "memcached is not installed");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process memcached = new ProcessBuilder(
                        "/usr/bin/memcached", "-u", "nobody", "-l", "127.0.0.1", "-p", "" + port, "-U", "0", "-m", "8")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        opened.add(memcached::destroyForcibly);
        Prober.Watch watch = prober.watch(target("127.0.0.1", port, ProbeProtocol.MEMCACHE), heard::add);
        await().until(() -> watch.latest().sight() == Sight.ANSWERED);

        signal("-STOP", memcached);
        await().until(() -> watch.latest().sight() == Sight.SILENT);
        signal("-CONT", memcached);
        await().until(() -> watch.latest().sight() == Sight.ANSWERED);

        heard.clear();
        memcached.destroyForcibly();
        await().until(() -> watch.latest().sight() == Sight.REFUSED);
        Sighting refused = watch.latest();
        assertThat(heard.stream().map(Sighting::sight)).doesNotContain(Sight.SILENT);
        long confirmNanos = refused.sinceNanos() - refused.firstFailureNanos().getAsLong();
        assertThat(Duration.ofNanos(confirmNanos))
                .as("from the reset to the refused reconnect")
                .isLessThan(Duration.ofMillis(100));
    }

    private static void signal(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, "" + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static Target target(String address, int port, ProbeProtocol protocol) {
        return new Target(address, port, protocol, Duration.ofMillis(50), Duration.ofMillis(400), 2);
    }

    private Server serve(String reply) throws IOException {
        Server server = new Server(reply);
        opened.add(server);
        return server;
    }

    /** Answers every read with one reply, and says nothing while that is empty. */
    private static final class Server implements AutoCloseable {
        final List<String> asked = new CopyOnWriteArrayList<>();
        final List<Socket> accepted = new CopyOnWriteArrayList<>();
        volatile String reply;
        volatile int ended;
        private final ServerSocket socket = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());

        Server(String reply) throws IOException {
            this.reply = reply;
            start(this::accept);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = socket.accept();
                    accepted.add(client);
                    start(() -> answer(client));
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        private void answer(Socket client) {
            try (client) {
                InputStream in = client.getInputStream();
                byte[] buffer = new byte[512];
                for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                    asked.add(new String(buffer, 0, count, StandardCharsets.US_ASCII));
                    client.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // The prober closed, or the test is over.
            } finally {
                ended = 1;
            }
        }

        private static void start(Runnable job) {
            Thread thread = new Thread(job, "server");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket client : accepted) {
                client.close();
            }
        }
    }
}
