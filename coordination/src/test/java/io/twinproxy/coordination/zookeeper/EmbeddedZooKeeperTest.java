package io.twinproxy.coordination.zookeeper;

import static io.twinproxy.coordination.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.twinproxy.coordination.Entry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedZooKeeperTest {
    private static ZooKeeperStore connect(String hosts) throws Exception {
        return ZooKeeperStore.connect(hosts, Cluster.options("embedded-test", Duration.ofSeconds(1)));
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
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
    void threeMakeOneStore(@TempDir Path dir) throws Exception {
        List<Integer> ports = freePorts(9);
        List<String> peers = List.of(
                "127.0.0.1:" + ports.get(0) + ":" + ports.get(1),
                "127.0.0.1:" + ports.get(2) + ":" + ports.get(3),
                "127.0.0.1:" + ports.get(4) + ":" + ports.get(5));
        List<EmbeddedZooKeeper> servers = new ArrayList<>();
        try {
            for (int id = 1; id <= 3; id++) {
                servers.add(EmbeddedZooKeeper.start(new EmbeddedOptions(
                        id, peers, ports.get(5 + id), dir.resolve("zk" + id), Duration.ofMillis(500))));
            }
            String hosts =
                    servers.stream().map(EmbeddedZooKeeper::connectString).collect(Collectors.joining(","));
            try (ZooKeeperStore store = connect(hosts)) {
                store.putSpec(spec("cache-a"), Entry.ABSENT);
            }
            try (ZooKeeperStore store = connect(servers.get(2).connectString())) {
                assertThat(store.pairs()).containsExactly("cache-a");
            }
        } finally {
            servers.forEach(EmbeddedZooKeeper::close);
        }
        assertThatIOException()
                .isThrownBy(() -> EmbeddedZooKeeper.start(
                        new EmbeddedOptions(2, peers, ports.get(6), dir.resolve("zk1"), Duration.ofMillis(500))))
                .withMessageContaining("says 1")
                .withMessageContaining("id 2");
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
