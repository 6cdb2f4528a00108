package io.twinproxy.cli.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupervisorTest {
    private static final long PID = 4711;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsTheSocketThatTheEnvironmentNames(boolean abstractName) throws IOException {
        Assumptions.assumeTrue(Epoll.isAvailable(), "Netty's native part is not for this system");
        String path = abstractName ? "@twinproxy-" + PID + System.nanoTime() : directory + "/notify";
        Socket systemd = Socket.newSocketDomainDgram();
        try (Supervisor supervisor = Supervisor.of(Map.of("NOTIFY_SOCKET", path), PID)) {
            systemd.bind(new DomainSocketAddress(abstractName ? "\0" + path.substring(1) : path));
            supervisor.ready("serves", () -> Duration.ZERO);
            assertThat(received(systemd)).isEqualTo("READY=1\nSTATUS=serves");
            supervisor.stopping();
            assertThat(received(systemd)).isEqualTo("STOPPING=1\nSTATUS=stopping");
        } finally {
            systemd.close();
        }
    }

    @Test
    void goesOnWhenTheSocketIsNotThere() {
        try (Supervisor supervisor = Supervisor.of(Map.of("NOTIFY_SOCKET", directory + "/nobody"), PID)) {
            supervisor.ready("serves", () -> Duration.ZERO);
            supervisor.stopping();
        }
    }

    @Test
    void isWatchedOnlyWhenThatIsMeantForThisProcess() {
        assertThat(Supervisor.patience(Map.of(), PID)).isZero();
        assertThat(Supervisor.patience(Map.of("WATCHDOG_USEC", "10000000"), PID))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(Supervisor.patience(Map.of("WATCHDOG_USEC", "10000000", "WATCHDOG_PID", "4711"), PID))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(Supervisor.patience(Map.of("WATCHDOG_USEC", "10000000", "WATCHDOG_PID", "1"), PID))
                .isZero();
        assertThat(Supervisor.patience(Map.of("WATCHDOG_USEC", "ten"), PID)).isZero();
    }

    @Test
    void saysThatItTurnsWhileItDoes() {
        List<String> said = new CopyOnWriteArrayList<>();
        AtomicReference<Duration> silence = new AtomicReference<>(Duration.ZERO);
        try (Supervisor supervisor = new Supervisor(said::add, Duration.ofMillis(60))) {
            supervisor.ready("serves", silence::get);
            await().until(() -> said.stream().filter(Watchdog.ALIVE::equals).count() >= 3);
            supervisor.stopping();
            assertThat(said).first().isEqualTo("READY=1\nSTATUS=serves");
        }
    }

    @Test
    void isSilentWhenNothingTurnsAndSaysWhatTheThreadsDoOnce() {
        List<String> said = new ArrayList<>();
        List<String> dumps = new ArrayList<>();
        AtomicReference<Duration> silence = new AtomicReference<>(Duration.ofSeconds(5));
        Watchdog watchdog = new Watchdog(said::add, silence::get, Duration.ofSeconds(5), () -> {
            dumps.add(Stacks.now());
            return "";
        });
        watchdog.beat();
        silence.set(Duration.ofMillis(5001));
        watchdog.beat();
        watchdog.beat();
        assertThat(said).containsExactly(Watchdog.ALIVE);
        assertThat(dumps).hasSize(1);
        assertThat(dumps.get(0)).contains("isSilentWhenNothingTurns");
        silence.set(Duration.ofMillis(10));
        watchdog.beat();
        assertThat(said).hasSize(2);
    }

    private static String received(Socket socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(500);
        int length = socket.recv(buffer, 0, buffer.capacity());
        byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
