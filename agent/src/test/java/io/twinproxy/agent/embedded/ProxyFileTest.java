package io.twinproxy.agent.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.agent.FakeProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyFileTest {
    private final FakeProxy proxy = new FakeProxy();

    @TempDir
    Path directory;

    private Path file;
    private ProxyFile watched;

    @BeforeEach
    void start() throws Exception {
        file = directory.resolve("nutcracker.yml");
        Files.writeString(file, "one");
        watched = ProxyFile.watch(file, proxy, Duration.ofMillis(200), Duration.ofMillis(100));
    }

    @AfterEach
    void stop() {
        watched.close();
    }

    @Test
    void reloadsAFileThatWasRewrittenOrReplacedAndOnlyThen() throws Exception {
        Files.writeString(directory.resolve("another.yml"), "x");
        Files.writeString(file, "two");
        await().until(() -> proxy.reloaded.contains("two"));
        Files.writeString(directory.resolve("new"), "three");
        Files.move(directory.resolve("new"), file, StandardCopyOption.ATOMIC_MOVE);
        await().until(() -> proxy.reloaded.contains("three"));
        Files.writeString(file, "three");
        Files.writeString(file, "four");
        await().until(() -> proxy.reloaded.contains("four"));
        assertThat(proxy.reloaded).containsExactly("two", "three", "four");
    }

    @Test
    void aFileWrittenInPartsIsTakenUpOnceItIsStill() throws Exception {
        for (int i = 1; i <= 20; i++) {
            Files.writeString(file, "part".repeat(i));
            Thread.onSpinWait();
        }
        String whole = "part".repeat(20);
        await().until(() -> proxy.reloaded.contains(whole));
        assertThat(proxy.reloaded).containsExactly(whole);
    }

    @Test
    void aBadFileIsToldUntilItIsMended() throws Exception {
        Files.writeString(file, "bad");
        await().until(() -> watched.refused().isPresent());
        assertThat(watched.refused()).contains("line 1: bad");
        Files.writeString(file, "good");
        await().until(() -> watched.refused().isEmpty());
        assertThat(proxy.reloaded).containsExactly("bad", "good");
    }

    @Test
    void aRenewedCertificateIsServedThoughTheFileThatNamesItIsTheSame() throws Exception {
        Path certificate = Files.writeString(directory.resolve("proxy.pem"), "old");
        proxy.named = List.of(certificate, directory.resolve("not there yet"));
        Files.writeString(file, "two");
        await().until(() -> proxy.reloaded.contains("two"));
        Files.writeString(certificate, "new");
        await().until(() -> proxy.reloaded.size() == 2);
        Files.writeString(directory.resolve("not there yet"), "now");
        await().until(() -> proxy.reloaded.size() == 3);
        assertThat(proxy.reloaded).containsExactly("two", "two", "two");
    }

    @Test
    void aFileRefusedForAPortInUseIsTriedAgainUntilItIsFree() throws Exception {
        watched.close();
        watched = ProxyFile.watch(
                file, proxy, Duration.ofMillis(20), Duration.ofMillis(10), Duration.ofMillis(30), Optional.empty());
        Files.writeString(file, "busy");
        await().until(() -> proxy.reloaded.size() > 2);
        assertThat(watched.refused()).contains("port 22122 is in use");
        proxy.busy = false;
        await().until(() -> watched.refused().isEmpty());
        int tries = proxy.reloaded.size();
        await().during(Duration.ofMillis(200)).until(() -> proxy.reloaded.size() == tries);
    }

    @Test
    void followsALinkThatPointsElsewhere() throws Exception {
        Path other = Files.createDirectory(directory.resolve("elsewhere"));
        Path target = Files.writeString(other.resolve("real.yml"), "linked");
        Files.delete(file);
        Files.createSymbolicLink(file, target);
        await().until(() -> proxy.reloaded.contains("linked"));
        Files.writeString(target, "changed behind the link");
        await().until(() -> proxy.reloaded.contains("changed behind the link"));
    }

    @Test
    void whereTheSystemHasNoWatchLeftTheFileIsLookedAtAllTheSame() throws Exception {
        watched.close();
        watched = ProxyFile.watch(
                file, proxy, Duration.ofMillis(50), Duration.ofMillis(20), Duration.ofSeconds(5), Optional.empty());
        Files.writeString(file, "two");
        await().until(() -> proxy.reloaded.contains("two"));
        watched.close();
        Files.writeString(file, "three");
        assertThat(proxy.reloaded).containsExactly("two");
    }
}
