package io.twinproxy.coordination.zookeeper;

import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.StoreContract;
import io.twinproxy.coordination.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract over real servers, each test under a root of its own. */
abstract class ZooKeeperStoreContract extends StoreContract {
    private final List<Store> opened = new ArrayList<>();
    private String hosts = "";
    private ZooKeeper plain;

    protected abstract String servers();

    @BeforeEach
    void makeRoot() throws Exception {
        hosts = Cluster.freshRoot(servers());
        plain = Cluster.plain(hosts);
    }

    @AfterEach
    void closeAll() throws Exception {
        opened.forEach(Store::close);
        plain.close();
    }

    protected String hosts() {
        return hosts;
    }

    @Override
    protected ZooKeeperStore open(String client) throws Exception {
        ZooKeeperStore store = ZooKeeperStore.connect(hosts, Cluster.options(client, sessionTimeout()));
        opened.add(store);
        return store;
    }

    @Override
    protected void endSession(Store store) throws Exception {
        Cluster.endSession((ZooKeeperStore) store, hosts);
    }

    @Override
    protected void overwrite(String path, byte[] bytes) throws Exception {
        plain.setData(path, bytes, -1);
    }

    @Override
    protected String text(String path) throws Exception {
        try {
            plain.sync(path);
            return new String(plain.getData(path, false, null), StandardCharsets.UTF_8);
        } catch (KeeperException.NoNodeException e) {
            return null;
        }
    }

    @Override
    protected void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .ignoreException(UnavailableException.class)
                .until(condition);
    }

    @Override
    protected void pass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(20)).until(() -> true);
    }

    @Override
    protected long nanos() {
        return System.nanoTime();
    }

    @Override
    protected Duration sessionTimeout() {
        return Duration.ofMillis(1200);
    }
}
