package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.DiscoveryField;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers come and go, weights change, pools come, go and are renamed, by file and by discovery, under many clients: none is
 * dropped and none gets a wrong reply. Five seconds of a change every 100 ms; {@code -Dreload.seconds=60} for a long run of
 * a change every second, {@code -Dreload.millis} for another pace.
 */
@ExtendWith(Leaks.class)
class ReloadUnderLoadIT {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadUnderLoadIT.class);
    private static final int SECONDS = Integer.getInteger("reload.seconds", 5);
    private static final int MILLIS = Integer.getInteger("reload.millis", SECONDS < 60 ? 100 : 1000);
    private static final int CLIENTS = 40;
    private static final int NODES = 5;
    private static final int LOOPS = 2;
    /** The last node is stopped while it is in no list, and started again before it is in one. */
    private static final int ROUND = 8;

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Memcached> nodes = new ArrayList<>();
    private final Random chance = new Random(4711);
    private final int filePort = Memcached.freePort();
    private final int discoveryPort = Memcached.freePort();
    private final int guestPort = Memcached.freePort();
    private ConfigurationServer endpoint;
    private int told;
    private int reloads;
    private int stops;

    /** Every hundredth buffer watched finds a leak among so many as well, and leaves the machine to the load. */
    @BeforeAll
    static void sampleLeaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    @Test
    void dropsNobodyAndAnswersNothingWrong() throws Exception {
        for (int i = 0; i < NODES; i++) {
            nodes.add(closing(Memcached.launch()));
        }
        endpoint = closing(new ConfigurationServer());
        tell(someNodes(0));
        Path file = Files.writeString(directory.resolve("nutcracker.yml"), yaml(0));
        Proxy proxy =
                closing(Proxies.start(ProxyConfig.read(file), Proxies.options().withEventLoops(LOOPS)));
        awaitTold(proxy);
        LoadClients clients = closing(LoadClients.start(CLIENTS, filePort, discoveryPort));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int step = 1; System.nanoTime() - until < 0 && !clients.failed(Duration.ofMillis(MILLIS)); step++) {
            if (step % ROUND == ROUND - 1 && stops > 0) {
                nodes.get(NODES - 1).start();
            }
            tell(someNodes(step));
            Files.writeString(file, yaml(step));
            proxy.reload(ProxyConfig.read(file));
            reloads++;
            if (step % ROUND == 0) {
                awaitTold(proxy);
                stopLastNode();
            }
        }
        LoadClients.Outcome outcome = clients.stop();
        long changes = figure(proxy, DiscoveryField.DISCOVERY_CHANGES);
        LOG.warn(
                "{} s, {} clients: {}; {} reloads of the file, {} answers that changed the nodes, a node stopped {} times.",
                SECONDS,
                CLIENTS,
                outcome,
                reloads,
                changes,
                stops);
        assertThat(outcome.dropped()).isZero();
        assertThat(outcome.wrong()).isEmpty();
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.replies()).isGreaterThan(1000);
        assertThat(outcome.values()).isGreaterThan(outcome.replies() / 20);
        assertThat(changes).isGreaterThan(SECONDS / 2);
        assertThat(stops).isPositive();
        nobodyKeepsAConnectionItDoesNotNeed(proxy);
    }

    /** The last node in the last step of a round only. */
    private List<Integer> someNodes(int step) {
        int choice = step % ROUND == ROUND - 1 ? NODES : NODES - 1;
        List<Integer> some = new ArrayList<>(IntStream.range(0, choice)
                .filter(i -> chance.nextInt(3) > 0)
                .boxed()
                .toList());
        if (some.isEmpty()) {
            some.add(chance.nextInt(NODES - 1));
        }
        return some;
    }

    private void tell(List<Integer> some) {
        told = endpoint.tell(
                some.stream().map(i -> "127.0.0.1:" + nodes.get(i).port()).toList());
    }

    private String yaml(int step) {
        StringBuilder yaml = new StringBuilder();
        String name = step / ROUND % 2 == 0 ? "byfile" : "renamed";
        yaml.append(name).append(":\n  listen: 127.0.0.1:").append(filePort);
        yaml.append("\n  timeout: 20000\n  server_connections: ").append(1 + step / 3 % 2);
        yaml.append("\n  servers:\n");
        for (int i : someNodes(step)) {
            yaml.append("  - 127.0.0.1:").append(nodes.get(i).port());
            yaml.append(':')
                    .append(1 + chance.nextInt(4))
                    .append(" node")
                    .append(i)
                    .append('\n');
        }
        yaml.append("learned:\n  listen: 127.0.0.1:").append(discoveryPort);
        yaml.append("\n  timeout: 20000\n  discovery: localhost:").append(endpoint.port());
        yaml.append("\n  discovery_interval: 20\n");
        if (step % 2 == 1) {
            yaml.append("guest:\n  listen: 127.0.0.1:").append(guestPort);
            yaml.append("\n  servers: ['localhost:").append(nodes.get(0).port()).append(":1']\n");
        }
        return yaml.toString();
    }

    private static long figure(Proxy proxy, DiscoveryField field) {
        return proxy.stats().pools().stream()
                .filter(pool -> pool.name().equals("learned"))
                .findFirst()
                .orElseThrow()
                .discovery()
                .get(field);
    }

    private void awaitTold(Proxy proxy) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> figure(proxy, DiscoveryField.DISCOVERY_VERSION) == told);
    }

    /** In no list any more: as soon as nobody is connected to it, its end is nobody's business. */
    private void stopLastNode() {
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> connections(nodes.get(NODES - 1)) == 0);
            nodes.get(NODES - 1).kill();
            stops++;
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("a server in no list keeps its connections", e);
        }
    }

    /** Besides the one that asks. */
    private static int connections(Memcached node) {
        try (TextClient client = new TextClient(node.port())) {
            client.send("stats conns\r\n");
            int clients = -1;
            for (String line = client.line(); !line.equals("END"); line = client.line()) {
                boolean listens = line.endsWith("state conn_listening");
                clients += line.contains(":state ") && !listens ? 1 : 0;
            }
            return clients;
        }
    }

    private void nobodyKeepsAConnectionItDoesNotNeed(Proxy proxy) {
        assertThat(proxy.stats().pools())
                .flatMap(ProxyStats.PoolStats::backends)
                .allSatisfy(backend ->
                        assertThat(backend.get(BackendField.SERVER_CONNECTIONS)).isLessThanOrEqualTo(2 * LOOPS));
        for (int i = 0; i < NODES - 1; i++) {
            Memcached node = nodes.get(i);
            // Two pools, at most two connections of each loop, and a probe.
            Awaitility.await().until(() -> connections(node) <= 2 * 2 * LOOPS + 2);
        }
    }
}
