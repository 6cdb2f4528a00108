package io.twinproxy.coordination.zookeeper;

import static io.twinproxy.coordination.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.twinproxy.coordination.Entry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedZooKeeperTest {
    private static ZooKeeperStore connect(String hosts) throws Exception {
        return ZooKeeperStore.connect(hosts, Cluster.options("embedded-test", Duration.ofSeconds(1)));
    }

    @Test
    void servesAloneOnAnyPortGrantsShortSessionsAndKeepsWhatWasWritten(@TempDir Path dir) throws Exception {
        try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(EmbeddedOptions.alone(dir.resolve("zk")));
                ZooKeeperStore store = connect(server.connectString())) {
            assertThat(server.connectString()).matches("127\\.0\\.0\\.1:[1-9]\\d*");
            store.putSpec(spec("cache-a"), Entry.ABSENT);
            assertThat(store.connection().sessionTimeout()).isEqualTo(Duration.ofSeconds(1));
        }
        try (EmbeddedZooKeeper again = EmbeddedZooKeeper.start(EmbeddedOptions.alone(dir.resolve("zk")));
                ZooKeeperStore store = connect(again.connectString())) {
            assertThat(store.pairs()).containsExactly("cache-a");
        }
    }

    @Test
    void ofACorruptSnapshotTheOneBeforeAndTheLogsAreReadAndNothingIsLost(@TempDir Path dir) throws Exception {
        EmbeddedOptions options = EmbeddedOptions.alone(dir);
        for (String pair : List.of("cache-a", "cache-b")) {
            // Each start writes a snapshot of what was there.
            try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(options);
                    ZooKeeperStore store = connect(server.connectString())) {
                store.putSpec(spec(pair), Entry.ABSENT);
            }
        }
        List<Path> snapshots;
        try (Stream<Path> files = Files.list(dir.resolve("data/version-2"))) {
            snapshots = files.filter(file -> file.getFileName().toString().startsWith("snapshot."))
                    .sorted(Comparator.comparingLong((Path file) ->
                            Long.parseLong(file.getFileName().toString().substring("snapshot.".length()), 16)))
                    .toList();
        }
        assertThat(snapshots).hasSizeGreaterThan(1);
        byte[] bytes = Files.readAllBytes(snapshots.get(snapshots.size() - 1));
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(snapshots.get(snapshots.size() - 1), bytes);
        try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(options);
                ZooKeeperStore store = connect(server.connectString())) {
            assertThat(store.pairs()).containsExactly("cache-a", "cache-b");
        }
    }

    @Test
    void leavesNoFileOfEachStart(@TempDir Path dir) throws Exception {
        for (int starts = 0; starts < 3; starts++) {
            EmbeddedZooKeeper.start(EmbeddedOptions.alone(dir)).close();
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.filter(file -> file.toString().endsWith(".properties")))
                    .hasSizeLessThan(2);
        }
    }

    @Test
    void saysThatAPortIsTaken(@TempDir Path dir) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedOptions options =
                    new EmbeddedOptions(1, List.of(), taken.getLocalPort(), dir, Duration.ofMillis(500));
            assertThatIOException()
                    .isThrownBy(() -> EmbeddedZooKeeper.start(options))
                    .withMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void refusesWhatCannotBe(@TempDir Path dir) {
        Duration tick = Duration.ofMillis(500);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EmbeddedOptions(3, List.of("a:1:2", "b:1:2"), 2181, dir, tick))
                .withMessageContaining("id 3 must be 1 to 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EmbeddedOptions(1, List.of("a:1:2"), 0, dir, tick))
                .withMessageContaining("client port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EmbeddedOptions(1, List.of("a:1"), 2181, dir, tick))
                .withMessageContaining("'a:1'");
    }
}
