package io.twinproxy.coordination.zookeeper;

import static io.twinproxy.coordination.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ensemble of three embedded servers, its good days and its bad ones. */
@Tag("once")
class EnsembleTest {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Three three;

    @BeforeEach
    void prepare() throws IOException {
        three = new Three(directory);
    }

    @AfterEach
    void end() {
        three.close();
    }

    private static ZooKeeperStore connect(String hosts) throws Exception {
        return ZooKeeperStore.connect(hosts, Cluster.options("ensemble-test", Duration.ofSeconds(2)));
    }

    /** Writes a pair, however often it takes; a write whose reply was lost is found by reading. */
    private static void put(ZooKeeperStore store, String pair) {
        await().atMost(WITHIN).pollInterval(Duration.ofMillis(20)).until(() -> {
            try {
                store.putSpec(spec(pair), Entry.ABSENT);
                return true;
            } catch (ConflictException e) {
                return true;
            } catch (UnavailableException e) {
                return false;
            }
        });
    }

    @Test
    void eachMayGoAndComeBackWhileAClientWritesAndNothingIsLost() throws Exception {
        three.startAll();
        SortedSet<String> written = new TreeSet<>();
        try (ZooKeeperStore store = connect(three.hosts())) {
            for (int id = 1; id <= 3; id++) {
                put(store, "before-" + id);
                three.stop(id);
                put(store, "without-" + id);
                three.start(id);
                put(store, "with-" + id);
                written.addAll(List.of("before-" + id, "without-" + id, "with-" + id));
                // The one that came back has caught up before the next goes: that is what makes it a rolling restart.
                try (ZooKeeperStore own = connect(three.host(id))) {
                    await().atMost(WITHIN).until(() -> own.pairs().equals(written));
                }
            }
            assertThat(store.pairs()).isEqualTo(written);
        }
    }

    @Test
    void aSecondOfTheSameIdIsRefusedWhereverItRuns() throws Exception {
        three.start(1);
        // On the same machine, with a directory of its own.
        EmbeddedOptions first = three.options(1);
        assertThatIOException()
                .isThrownBy(() -> EmbeddedZooKeeper.start(new EmbeddedOptions(
                        1, first.peers(), first.clientPort(), directory.resolve("other"), Three.TICK)))
                .withMessageContaining("cannot listen on 127.0.0.1:" + first.clientPort())
                .withMessageContaining("both have the id 1");
        assertThat(directory.resolve("other")).doesNotExist();
        // With the same directory, by other ports.
        assertThatIOException()
                .isThrownBy(() -> EmbeddedZooKeeper.start(new EmbeddedOptions(
                        1, new Three(directory).peers(), Three.freePorts(1).get(0), three.data(1), Three.TICK)))
                .withMessageContaining("another process runs on this directory");
        // On another machine: there the peer's address is not its own.
        List<String> elsewhere = List.of("192.0.2.1:2888:3888", "192.0.2.2:2888:3888", "192.0.2.3:2888:3888");
        assertThatIOException()
                .isThrownBy(() -> EmbeddedZooKeeper.start(
                        new EmbeddedOptions(1, elsewhere, 2181, directory.resolve("other"), Three.TICK)))
                .withMessageContaining("peer 1 is 192.0.2.1 (192.0.2.1), which is not an address of this machine");
        List<String> astray = List.of("127.0.0.1:2888:3888", "192.0.2.2:2888:3888", "192.0.2.3:2888:3888");
        assertThatIOException()
                .isThrownBy(() -> EmbeddedZooKeeper.start(
                        new EmbeddedOptions(1, astray, 2181, directory.resolve("other"), Three.TICK)))
                .withMessageContaining("where the others cannot reach it");
    }

    @Test
    void theIdOfAnotherIsRefusedAndTheDataStayAsTheyAre() throws Exception {
        three.startAll();
        try (ZooKeeperStore store = connect(three.hosts())) {
            put(store, "cache-a");
            three.stop(2);
            SortedMap<String, String> before = files(three.data(1));
            three.stop(1);
            EmbeddedOptions second = three.options(2);
            assertThatIOException()
                    .isThrownBy(() -> EmbeddedZooKeeper.start(
                            new EmbeddedOptions(2, second.peers(), second.clientPort(), three.data(1), Three.TICK)))
                    .withMessageContaining("myid says 1, the settings say id 2")
                    .withMessageContaining("correct zookeeper.embedded.id");
            assertThat(files(three.data(1)).keySet()).isEqualTo(before.keySet());
            three.start(1);
            put(store, "cache-b");
        }
    }

    @Test
    void corruptDataAreRefusedUntouchedAndComeBackFromTheOthers() throws Exception {
        three.startAll();
        try (ZooKeeperStore store = connect(three.hosts())) {
            put(store, "cache-a");
            three.stop(3);
            Path version = three.data(3).resolve("data/version-2");
            for (Path file : list(version)) {
                if (file.getFileName().toString().startsWith("snapshot.")) {
                    Files.write(file, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
                }
            }
            SortedMap<String, String> before = files(version);
            assertThatIOException()
                    .isThrownBy(() -> three.start(3))
                    .withMessageContaining("embedded ZooKeeper in " + three.data(3) + " cannot read its snapshots")
                    .withMessageContaining(version.toString())
                    .withMessageContaining("this one then takes everything from them");
            assertThat(files(version)).isEqualTo(before);
            put(store, "cache-b");

            Files.move(version, directory.resolve("aside"));
            three.start(3);
            try (ZooKeeperStore own = connect(three.host(3))) {
                await().atMost(WITHIN).until(() -> own.pairs().size() == 2);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static SortedMap<String, String> files(Path folder) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        for (Path file : list(folder)) {
            files.put(folder.relativize(file).toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
        }
        return files;
    }
}
