package io.twinproxy.coordination.zookeeper;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** Plain ZooKeeper, for what no store would do: a fresh root, somebody else's bytes, the end of a session. */
final class Cluster {
    private static final AtomicInteger ROOTS = new AtomicInteger();

    private Cluster() {}

    static ZooKeeper plain(String hosts) throws Exception {
        var connected = new CountDownLatch(1);
        ZooKeeper zooKeeper = new ZooKeeper(hosts, 10_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no ZooKeeper at " + hosts);
        }
        return zooKeeper;
    }

    /** A path of its own for each test, so that one server serves them all. */
    static String freshRoot(String hosts) throws Exception {
        String root = "/test-" + ROOTS.incrementAndGet();
        ZooKeeper zooKeeper = plain(hosts);
        try {
            zooKeeper.create(root, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        } finally {
            zooKeeper.close();
        }
        return hosts + root;
    }

    /** Ends a session at the servers: a second client of that session says goodbye. */
    static void endSession(ZooKeeperStore store, String hosts) throws Exception {
        ZooKeeper own = store.connection().client().getZookeeperClient().getZooKeeper();
        var connected = new CountDownLatch(1);
        ZooKeeper twin = new ZooKeeper(
                hosts,
                own.getSessionTimeout(),
                event -> {
                    if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                        connected.countDown();
                    }
                },
                own.getSessionId(),
                own.getSessionPasswd());
        if (!connected.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the twin did not connect");
        }
        twin.close();
    }

    static ZooKeeperOptions options(String client, Duration session) {
        return ZooKeeperOptions.of(client).withSessionTimeout(session).withFirstWait(Duration.ofSeconds(20));
    }
}
