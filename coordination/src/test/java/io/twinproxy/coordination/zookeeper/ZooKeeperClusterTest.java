package io.twinproxy.coordination.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Leadership;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three real servers. */
@Tag("cluster")
@Tag("once")
class ZooKeeperClusterTest extends ZooKeeperStoreContract {
    private static TestingCluster cluster;

    @BeforeAll
    static void startServers() throws Exception {
        List<InstanceSpec> specs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            specs.add(new InstanceSpec(null, -1, -1, -1, true, -1, 400, -1));
        }
        cluster = new TestingCluster(specs);
        cluster.start();
    }

    @AfterAll
    static void stopServers() throws Exception {
        cluster.close();
    }

    @Override
    protected String servers() {
        return cluster.getConnectString();
    }

    @Override
    protected void outage(boolean on) throws Exception {
        // Without a majority there is no store.
        for (InstanceSpec spec : cluster.getInstances().stream().limit(2).toList()) {
            if (on) {
                cluster.killServer(spec);
            } else {
                cluster.restartServer(spec);
            }
        }
    }

    @Test
    void survivesTheLossOfOneServer() throws Exception {
        ZooKeeperStore store = open("a");
        Leadership leadership = store.stand("controller-1", "");
        eventually(() -> leadership.lease().isPresent());
        Epoch before = leadership.lease().orElseThrow().epoch();
        InstanceSpec one = cluster.getInstances().iterator().next();
        cluster.killServer(one);
        try {
            putThroughUnrest(store, "cache-a");
            eventually(() -> leadership.lease().isPresent());
            assertThat(leadership.lease().orElseThrow().epoch().number()).isGreaterThanOrEqualTo(before.number());
        } finally {
            cluster.restartServer(one);
        }
    }
}
