package io.twinproxy.coordination.zookeeper;

import static io.twinproxy.coordination.Samples.heartbeat;
import static io.twinproxy.coordination.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.tree.Paths;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One real server, stopped and started again by some of the tests. */
class ZooKeeperStoreTest extends ZooKeeperStoreContract {
    private static TestingServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new TestingServer(new InstanceSpec(null, -1, -1, -1, true, -1, 400, -1), true);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    protected String servers() {
        return server.getConnectString();
    }

    @Override
    protected void outage(boolean on) throws Exception {
        if (on) {
            server.stop();
        } else {
            server.restart();
        }
    }

    @Test
    void leaseEndsBeforeTheSessionDoesWhenTheServerStops() throws Exception {
        ZooKeeperStore store = open("a");
        Leadership leadership = store.stand("controller-1", "");
        eventually(() -> leadership.lease().isPresent());
        long until = leadership.lease().orElseThrow().untilNanos();
        assertThat(Duration.ofNanos(until - nanos()))
                .isLessThan(Duration.ofMillis(store.connection()
                        .client()
                        .getZookeeperClient()
                        .getZooKeeper()
                        .getSessionTimeout()));
    }

    /** One that asked between the setting of watches and the opening of the gate was told of it, and had no watch. */
    @Test
    void whoeverAsksToWatchWhileTheConnectionIsMadeHearsOfEveryChange() throws Exception {
        ZooKeeperStore writer = open("writer");
        writer.putSpec(spec("crowd"), Entry.ABSENT);
        List<AtomicInteger> versions = new ArrayList<>();
        try (ZooKeeperStore store = ZooKeeperStore.connect(hosts(), ZooKeeperOptions.of("early"))) {
            for (int i = 0; !store.connection().nodes().isOpen() && i < 200; i++) {
                AtomicInteger version = new AtomicInteger(-1);
                versions.add(version);
                store.watch(Optional.of("crowd"), new Store.Listener() {
                    @Override
                    public void changed(PairRecords records) {
                        version.set(records.spec().version());
                    }

                    @Override
                    public void removed(String pair) {}

                    @Override
                    public void connected(boolean connected) {}
                });
                TimeUnit.MILLISECONDS.sleep(1);
            }
            assertThat(versions).isNotEmpty();
            eventually(() -> versions.stream().allMatch(version -> version.get() == 0));
            writer.putSpec(spec("crowd"), 0);
            eventually(() -> versions.stream().allMatch(version -> version.get() == 1));
        }
    }

    @Test
    void startsWithoutServersAndSaysSo() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String nowhere = "127.0.0.1:" + port;
        try (ZooKeeperStore store = ZooKeeperStore.connect(nowhere, ZooKeeperOptions.of("early"))) {
            AtomicReference<Boolean> connected = new AtomicReference<>();
            store.watch(Optional.empty(), new Store.Listener() {
                @Override
                public void changed(PairRecords records) {}

                @Override
                public void removed(String pair) {}

                @Override
                public void connected(boolean there) {
                    connected.set(there);
                }
            });
            assertThatThrownBy(store::pairs)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(nowhere);
            eventually(() -> Boolean.FALSE.equals(connected.get()));
            try (TestingServer late = new TestingServer(port, true)) {
                eventually(() -> Boolean.TRUE.equals(connected.get()));
                store.putSpec(spec("cache-a"), Entry.ABSENT);
                assertThat(late.getPort()).isEqualTo(port);
            }
        }
    }

    @Test
    void commandGivesUpNamingTheHosts() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> ZooKeeperStore.connect(
                        "127.0.0.1:" + port, ZooKeeperOptions.of("cli").withFirstWait(Duration.ofMillis(300))))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("300 ms");
    }

    @Test
    void refusesHostsThatAreNone() {
        for (String bad : new String[] {"", "  ", "zk1:port", "zk1:2181/path/"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ZooKeeperStore.connect(bad, ZooKeeperOptions.of("cli")))
                    .withMessageContaining("'" + bad + "'");
        }
    }

    @Test
    void aRestartedControllerWaitsForItsDeadPredecessorsSession() throws Exception {
        open("one").close();
        ZooKeeper dead = Cluster.plain(hosts());
        dead.create(Paths.controller("controller-1"), new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        // Its session ends while the next one waits for the name.
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(() -> {
            try {
                dead.close();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        try (Leadership again = open("again").stand("controller-1", "")) {
            eventually(() -> again.lease().isPresent());
        }
    }

    @Test
    void rootsAreNoContainers() throws Exception {
        open("a").join("cache-a", "proxy-a").beat(heartbeat(1));
        var zooKeeper = open("b").connection().client();
        for (String path : Paths.ROOTS) {
            // Containers carry this mark in place of an owner.
            assertThat(zooKeeper.checkExists().forPath(path).getEphemeralOwner())
                    .isZero();
        }
    }

    @Test
    void leavesNoThreadsBehind() throws Exception {
        ZooKeeperStore store = ZooKeeperStore.connect(hosts(), Cluster.options("leaver", sessionTimeout()));
        store.stand("leaver", "");
        store.watch(Optional.empty(), new Ignoring());
        store.close();
        eventually(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.isAlive() && thread.getName().contains("leaver")));
    }

    private static final class Ignoring implements Store.Listener {
        @Override
        public void changed(PairRecords records) {}

        @Override
        public void removed(String pair) {}

        @Override
        public void connected(boolean connected) {}
    }
}
