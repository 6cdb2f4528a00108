package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.backend.Names;
import io.twinproxy.proxy.cache.BuiltinCache;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.DiscoveryField;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool that learns its servers from a configuration endpoint. */
@ExtendWith(Leaks.class)
class FollowingClustersTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ConfigurationServer endpoint = new ConfigurationServer();
    private BuiltinCache a;
    private BuiltinCache b;
    private BuiltinCache c;

    @BeforeEach
    void startCaches() throws IOException {
        open.add(endpoint);
        a = cache("127.0.0.1", 0);
        b = cache("127.0.0.1", 0);
        c = cache("127.0.0.1", 0);
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

    private BuiltinCache cache(String address, int port) throws IOException {
        return closing(BuiltinCache.start(new InetSocketAddress(InetAddress.getByName(address), port), 1 << 22));
    }

    private static String node(BuiltinCache cache) {
        return "127.0.0.1:" + cache.port();
    }

    private void tell(BuiltinCache... nodes) {
        endpoint.tell(Stream.of(nodes).map(FollowingClustersTest::node).toList());
    }

    private ProxyConfig config(String name) {
        return Proxies.parse("%s:\n  listen: h:1\n  discovery: localhost:%d\n  discovery_interval: 20\n"
                .formatted(name, endpoint.port()));
    }

    private static ProxyConfig named(String... servers) {
        return Proxies.parse("pool:\n  listen: h:1\n  servers: [" + String.join(", ", servers) + "]\n");
    }

    /** What differs comes first: the hash of a pool spreads keys that differ at their ends over a small part of the ring. */
    private static String key(int i) {
        return i + ".of.many.keys";
    }

    private static List<String> addresses(Proxy proxy) {
        return proxy.health().pools().get(0).backends().stream()
                .map(ProxyHealth.BackendHealth::address)
                .sorted()
                .toList();
    }

    private static void awaitServers(Proxy proxy, String... servers) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(addresses(proxy))
                        .containsExactly(Stream.of(servers).sorted().toArray(String[]::new)));
    }

    private static long figure(Proxy proxy, DiscoveryField field) {
        return proxy.stats().pools().get(0).discovery().get(field);
    }

    private Proxy proxy(ProxyConfig config) {
        return closing(Proxies.start(config));
    }

    private TextClient client(Proxy proxy) {
        return closing(new TextClient(Proxies.port(proxy)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void followsNodesAsTheyComeAndGoUnderConnectedClients(boolean old) {
        if (old) {
            endpoint.speakOld();
        }
        tell(a, b);
        Proxy proxy = proxy(config("pool"));
        TextClient client = client(proxy);
        awaitServers(proxy, node(a), node(b));
        for (int i = 0; i < 50; i++) {
            assertThat(client.ask("set k" + i + " 0 0 1\r\nx")).isEqualTo("STORED");
        }
        tell(a, b, c);
        awaitServers(proxy, node(a), node(b), node(c));
        tell(b, c);
        awaitServers(proxy, node(b), node(c));
        for (int i = 0; i < 50; i++) {
            assertThat(client.ask("set k" + i + " 0 0 1\r\ny")).isEqualTo("STORED");
        }
        assertThat(figure(proxy, DiscoveryField.DISCOVERY_CHANGES)).isEqualTo(3);
        assertThat(figure(proxy, DiscoveryField.DISCOVERY_NODES)).isEqualTo(2);
        assertThat(proxy.statsJson())
                .contains("\"discovery_version\":3, \"discovery_nodes\":2, \"discovery_answers\":");
        assertThat(client.ask("stats")).isNotEqualTo("ERROR");
    }

    @Test
    void keysLieWhereAFileWithTheSameServersPutsThem() {
        tell(a, b, c);
        Proxy learned = proxy(config("pool"));
        awaitServers(learned, node(a), node(b), node(c));
        Proxy written =
                proxy(named("'%s:1'".formatted(node(c)), "'%s:1'".formatted(node(a)), "'%s:1'".formatted(node(b))));
        TextClient one = client(learned);
        TextClient other = client(written);
        for (int i = 0; i < 100; i++) {
            assertThat(one.ask("set %s 0 0 1\r\nx".formatted(key(i)))).isEqualTo("STORED");
            assertThat(other.ask("get " + key(i))).contains("|x|");
        }
    }

    @Test
    void withoutAnAnswerItStartsAnswersWithAnErrorAndServesAsSoonAsOneComes() {
        Proxy proxy = proxy(config("pool"));
        TextClient client = client(proxy);
        String error = "SERVER_ERROR no servers yet, the configuration endpoint has not told them";
        assertThat(client.ask("get k")).isEqualTo(error);
        assertThat(client.ask("get k l m")).isEqualTo(error);
        assertThat(client.ask("set k 0 0 1\r\nx")).isEqualTo(error);
        assertThat(client.ask("version")).startsWith("VERSION");
        assertThat(proxy.health().serving()).isFalse();
        assertThat(proxy.statsJson()).contains("\"discovery_nodes\":0");
        Awaitility.await().until(() -> figure(proxy, DiscoveryField.DISCOVERY_FAILURES) > 0);
        tell(a);
        awaitServers(proxy, node(a));
        assertThat(client.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        assertThat(proxy.health().serving()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SERVER_ERROR out of memory\r\n",
                "CONFIG cluster 0 4\r\n99\n\n\r\nEND\r\n",
                "CONFIG cluster 0 12\r\n99\n|1.2.3.4|\n\r\nEND\r\n",
                "END\r\n",
                "\0\1\2\r\n",
            })
    void nonsenseAndSilenceKeepTheLastGoodList(String nonsense) {
        tell(a, b);
        Proxy proxy = proxy(config("pool"));
        awaitServers(proxy, node(a), node(b));
        if (nonsense.isEmpty()) {
            endpoint.fallSilent();
        } else {
            endpoint.tellNonsense(nonsense);
        }
        Awaitility.await().until(() -> figure(proxy, DiscoveryField.DISCOVERY_FAILURES) > 2);
        assertThat(addresses(proxy)).hasSize(2);
        TextClient client = client(proxy);
        assertThat(client.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        tell(c);
        awaitServers(proxy, node(c));
    }

    @Test
    void fromNamedToLearnedServersAndBackNobodyIsWithout() throws Exception {
        Proxy proxy = proxy(named("'%s:1'".formatted(node(a))));
        TextClient client = client(proxy);
        assertThat(client.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        proxy.reload(config("pool"));
        Awaitility.await().until(() -> figure(proxy, DiscoveryField.DISCOVERY_FAILURES) > 1);
        assertThat(client.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        tell(a);
        Awaitility.await().until(() -> figure(proxy, DiscoveryField.DISCOVERY_ANSWERS) > 1);
        assertThat(client.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(proxy.stats().pools().get(0).backends().get(0).get(BackendField.REQUESTS))
                .isEqualTo(3);
        tell(b);
        awaitServers(proxy, node(b));
        Reload reload = proxy.reload(named("'%s:1'".formatted(node(a))));
        assertThat(reload.changes()).hasSize(2);
        assertThat(client.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(proxy.stats().pools().get(0).discovery()).isEmpty();
        tell(c);
        assertThat(proxy.reload(named("'%s:1'".formatted(node(a)))).changes()).isEmpty();
        assertThat(addresses(proxy)).containsExactly(node(a));
    }

    @Test
    void aReloadOfOtherSettingsKeepsTheNodesThatAreKnown() throws Exception {
        tell(a, b);
        Proxy proxy = proxy(config("pool"));
        awaitServers(proxy, node(a), node(b));
        endpoint.fallSilent();
        ProxyConfig next = Proxies.parse(
                "pool:\n  listen: h:1\n  timeout: 300\n  discovery: localhost:%d\n  discovery_interval: 5000\n"
                        .formatted(endpoint.port()));
        assertThat(proxy.reload(next).changes()).containsExactly("pool pool: settings changed");
        assertThat(addresses(proxy)).hasSize(2);
    }

    @Test
    void aNodeReplacedBehindItsNameIsFollowedAndNoKeyMoves() throws Exception {
        BuiltinCache before = cache("127.0.0.1", 0);
        BuiltinCache after = cache("127.0.0.2", before.port());
        InetAddress[] address = {InetAddress.getLoopbackAddress()};
        Names names = new Names(host -> {
            if (host.equals("node-1.test")) {
                return List.of(address[0]);
            }
            throw new UnknownHostException(host);
        });
        endpoint.tell(List.of("node-1.test:" + before.port(), node(a), node(b)));
        Proxy proxy = closing(Proxy.start(
                config("pool"), Proxies.options().withProbeInterval(Duration.ofMillis(50)), names, "edge-1"));
        TextClient client = client(proxy);
        Awaitility.await().until(() -> addresses(proxy).size() == 3);
        for (int i = 0; i < 100; i++) {
            assertThat(client.ask("set " + key(i) + " 0 0 1\r\nx")).isEqualTo("STORED");
        }
        List<String> lost = new ArrayList<>();
        TextClient direct = closing(new TextClient(before.port()));
        for (int i = 0; i < 100; i++) {
            if (direct.ask("get " + key(i)).contains("|x|")) {
                lost.add(key(i));
            }
        }
        assertThat(lost).isNotEmpty();
        // The old node goes on to answer: only its name says that it is no longer meant.
        address[0] = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        Awaitility.await().until(() -> client.ask("get " + lost.get(0)).equals("END"));
        for (int i = 0; i < 100; i++) {
            assertThat(client.ask("get " + key(i)))
                    .as(key(i))
                    .isEqualTo(lost.contains(key(i)) ? "END" : "VALUE " + key(i) + " 0 1|x|END");
        }
        assertThat(after.port()).isEqualTo(before.port());
        assertThat(figure(proxy, DiscoveryField.DISCOVERY_CHANGES)).isEqualTo(1);
    }

    @Test
    void aRenamedPoolTakesWhatItsClusterToldWithIt() throws Exception {
        tell(a, b);
        int port = Memcached.freePort();
        String yaml = "%s:\n  listen: 127.0.0.1:%d\n  discovery: localhost:%d\n  discovery_interval: 20\n";
        Proxy proxy = proxy(ProxyConfig.parse(yaml.formatted("one", port, endpoint.port()), "f"));
        awaitServers(proxy, node(a), node(b));
        endpoint.fallSilent();
        TextClient client = closing(new TextClient(port));
        assertThat(client.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        Reload reload = proxy.reload(ProxyConfig.parse(yaml.formatted("two", port, endpoint.port()), "f"));
        assertThat(reload.changes()).containsExactly("pool two: was called one");
        assertThat(client.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(addresses(proxy)).hasSize(2);
        tell(b);
        awaitServers(proxy, node(b));
    }
}
