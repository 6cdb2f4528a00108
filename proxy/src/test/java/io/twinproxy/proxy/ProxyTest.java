package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.backend.Transport;
import io.twinproxy.proxy.cache.BuiltinCache;
import io.twinproxy.proxy.config.ListenAddress;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.PoolField;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Leaks.class)
class ProxyTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private BuiltinCache a;
    private BuiltinCache b;
    private BuiltinCache c;

    @BeforeEach
    void startCaches() throws IOException {
        a = cache();
        b = cache();
        c = cache();
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

    private BuiltinCache cache() throws IOException {
        return closing(BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1 << 22));
    }

    private Proxy proxy(ProxyConfig config) {
        return closing(Proxies.start(config));
    }

    private TextClient client(Proxy proxy) {
        return closing(new TextClient(Proxies.port(proxy)));
    }

    @Test
    void servesTheArticlesFileAsItIs() {
        ProxyConfig config = Proxies.parse("""
                elastic_cache:
                  listen: 0.0.0.0:22121
                  hash: md5
                  distribution: ketama
                  auto_eject_hosts: true
                  redis: false
                  hash_tag: "{}"
                  backlog: 4096
                  preconnect: true
                  timeout: 400
                  server_retry_timeout: 5000
                  server_failure_limit: 1
                  servers:
                   - 127.0.0.1:%d:1
                   - localhost:%d:1
                """.formatted(a.port(), b.port()));
        Proxy proxy = proxy(config);
        TextClient client = client(proxy);
        assertThat(client.ask("version")).isEqualTo("VERSION 1.6.0-twinproxy");
        for (int i = 0; i < 50; i++) {
            assertThat(client.ask("set {u%d}:k 0 0 1\r\nx".formatted(i))).isEqualTo("STORED");
            assertThat(client.ask("get {u%d}:k".formatted(i))).contains("|x|");
        }
        ProxyStats.PoolStats stats = proxy.stats().pools().get(0);
        assertThat(stats.backends()).allMatch(s -> s.get(BackendField.REQUESTS) > 0);
        assertThat(stats.backends().stream()
                        .mapToLong(s -> s.get(BackendField.RESPONSES))
                        .sum())
                .isEqualTo(100);
        assertThat(stats.get(PoolField.CLIENT_CONNECTIONS)).isEqualTo(1);
        ProxyHealth.PoolHealth health = proxy.health().pools().get(0);
        assertThat(health.name()).isEqualTo("elastic_cache");
        assertThat(health.protocol()).isEqualTo("memcached");
        assertThat(health.live()).isEqualTo(2);
        assertThat(proxy.health().serving()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void servesTwoPoolsOnSeveralLoops(Transport transport) {
        String pool =
                "%s:\n  listen: h:%d\n  distribution: modula\n  servers: [\"127.0.0.1:%d:1\", \"127.0.0.1:%d:1\"]\n";
        ProxyConfig config = Proxies.parse(
                pool.formatted("one", 1, a.port(), b.port()) + pool.formatted("two", 2, b.port(), c.port()));
        Proxy proxy = closing(
                Proxies.start(config, Proxies.options().withEventLoops(3).withTransport(transport)));
        assertThat(proxy.health().loops()).hasSize(3);
        for (ProxyHealth.PoolHealth health : proxy.health().pools()) {
            for (int i = 0; i < 12; i++) {
                TextClient client = closing(new TextClient(health.port()));
                assertThat(client.ask("set %s%d 0 0 2\r\nok".formatted(health.name(), i)))
                        .isEqualTo("STORED");
                assertThat(client.ask("get one%d two%d".formatted(i, i))).contains("VALUE " + health.name() + i);
            }
            assertThat(health.name().equals("one") ? "one" : "two").isEqualTo(health.name());
        }
    }

    @Test
    void listensOnAUnixSocketWithItsMode(@TempDir Path directory) throws Exception {
        Path socket = directory.resolve("p.sock");
        ProxyConfig config = ProxyConfig.parse(
                "p:\n  listen: %s 0600\n  servers: [\"127.0.0.1:%d:1\"]\n".formatted(socket, a.port()), "test");
        Proxy proxy = proxy(config);
        assertThat(Files.getPosixFilePermissions(socket)).hasSize(2);
        assertThat(proxy.health().pools().get(0).address()).isEqualTo(socket.toString());
        ProxyConfig front = Proxies.parse("f:\n  listen: h:1\n  servers: [\"%s:1 x\"]\n".formatted(socket));
        TextClient client = client(proxy(front));
        assertThat(client.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        assertThat(client.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void reloadThatChangesOnlyTheModeKeepsTheUnixSocket(Transport transport, @TempDir Path directory) throws Exception {
        Path socket = directory.resolve("p.sock");
        String yaml = "p:\n  listen: %s %s\n  servers: [\"127.0.0.1:%d:1\"]\n";
        Proxy proxy = closing(Proxies.start(
                ProxyConfig.parse(yaml.formatted(socket, "0600", a.port()), "test"),
                Proxies.options().withTransport(transport)));
        proxy.reload(ProxyConfig.parse(yaml.formatted(socket, "0660", a.port()), "test"));
        assertThat(Files.getPosixFilePermissions(socket)).hasSize(4);
        String second = "q:\n  listen: 127.0.0.1:%d\n  servers: [\"127.0.0.1:%d:1\"]\n";
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProxyConfig bad = ProxyConfig.parse(
                    yaml.formatted(socket, "0666", a.port()) + second.formatted(taken.getLocalPort(), b.port()),
                    "test");
            assertThatThrownBy(() -> proxy.reload(bad)).hasMessageContaining("" + taken.getLocalPort());
        }
        assertThat(Files.getPosixFilePermissions(socket)).hasSize(4);
        ProxyConfig front = Proxies.parse("f:\n  listen: h:1\n  servers: [\"%s:1 x\"]\n".formatted(socket));
        assertThat(client(proxy(front)).ask("get k")).isEqualTo("END");
    }

    @Test
    void namesPoolAndPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProxyConfig config = Proxies.config("", a.port());
            ListenAddress address = ListenAddress.tcp("127.0.0.1", taken.getLocalPort());
            ProxyConfig clash = new ProxyConfig(List.of(config.pools().get(0).listeningAt(address)), List.of());
            assertThatThrownBy(() -> Proxy.start(clash, Proxies.options()))
                    .isInstanceOf(ProxyException.class)
                    .hasMessageContaining("pool pool cannot listen at 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("Address already in use, by this process itself");
            Proxy first = proxy(config);
            ListenAddress own = ListenAddress.tcp("127.0.0.1", Proxies.port(first));
            ProxyConfig second = new ProxyConfig(List.of(config.pools().get(0).listeningAt(own)), List.of());
            assertThatThrownBy(() -> Proxy.start(second, Proxies.options().withEventLoops(2)))
                    .hasMessageContaining("" + own.port());
        }
    }

    @Test
    void poolCannotChangeItsProtocolWhileItServes() throws Exception {
        Proxy proxy = proxy(Proxies.config("", a.port()));
        ProxyConfig redis = Proxies.config("redis: true", a.port());
        assertThatThrownBy(() -> proxy.reload(redis))
                .isInstanceOf(ProxyException.class)
                .hasMessageContaining("pool pool cannot change redis from false to true");
        assertThat(client(proxy).ask("get k")).isEqualTo("END");
    }

    @Test
    void turnsAwayClientsBeyondTheLimit() {
        Proxy proxy = proxy(Proxies.config("client_connections: 2", a.port()));
        TextClient one = client(proxy);
        TextClient two = client(proxy);
        assertThat(one.ask("version") + two.ask("version")).contains("VERSION");
        TextClient three = client(proxy);
        assertThat(three.reply()).isEqualTo("SERVER_ERROR too many client connections");
        assertThat(three.reply()).isEqualTo("<eof>");
        one.close();
        Awaitility.await().until(() -> {
            try (TextClient next = new TextClient(Proxies.port(proxy))) {
                return next.ask("version").startsWith("VERSION");
            }
        });
    }

    @Test
    void reloadAddsAndRemovesServersUnderConnectedClients() throws Exception {
        Proxy proxy = proxy(Proxies.config("distribution: modula\nhash: murmur", a.port()));
        TextClient client = client(proxy);
        assertThat(client.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        Reload reload =
                proxy.reload(Proxies.config("distribution: modula\nhash: murmur", a.port(), b.port(), c.port()));
        assertThat(reload.changes()).hasSize(2).allMatch(change -> change.contains("is new"));
        for (int i = 0; i < 30; i++) {
            assertThat(client.ask("set k" + i + " 0 0 1\r\nx")).isEqualTo("STORED");
        }
        assertThat(proxy.stats().pools().get(0).backends()).hasSize(3).allMatch(s -> s.get(BackendField.REQUESTS) > 0);
        assertThat(proxy.stats().pools().get(0).backends().get(0).get(BackendField.SERVER_CONNECTIONS))
                .isEqualTo(1);
        long connections = proxy.stats().totalConnections();
        reload = proxy.reload(Proxies.config("distribution: modula\nhash: murmur", a.port()));
        assertThat(proxy.stats().totalConnections()).isEqualTo(connections);
        assertThat(reload.changes()).hasSize(2).allMatch(change -> change.contains("is gone"));
        assertThat(client.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(proxy.reload(Proxies.config("distribution: modula\nhash: murmur", a.port()))
                        .changes())
                .isEmpty();
    }

    @Test
    void reloadAddsMovesAndRemovesPools() throws Exception {
        String pool = "%s:\n  listen: h:%d\n  servers: [\"127.0.0.1:%d:1\"]\n";
        Proxy proxy = proxy(Proxies.parse(pool.formatted("one", 1, a.port())));
        TextClient kept = client(proxy);
        assertThat(kept.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        proxy.reload(Proxies.parse(pool.formatted("one", 1, a.port()) + pool.formatted("two", 2, b.port())));
        int port = proxy.health().pools().get(1).port();
        TextClient leaving = closing(new TextClient(port));
        assertThat(leaving.ask("get k")).isEqualTo("END");
        long connections = proxy.stats().totalConnections();
        int free = Memcached.freePort();
        ProxyConfig moved = Proxies.parse(pool.formatted("one", 1, a.port()));
        proxy.reload(new ProxyConfig(
                List.of(moved.pools().get(0).listeningAt(ListenAddress.tcp("127.0.0.1", free))), List.of()));
        assertThat(leaving.reply()).isEqualTo("<eof>");
        assertThat(proxy.stats().totalConnections()).isEqualTo(connections);
        assertThatThrownBy(() -> new TextClient(port)).hasMessageContaining("refused");
        assertThat(kept.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(closing(new TextClient(free)).ask("get k")).isEqualTo("VALUE k 0 1|x|END");
    }

    @Test
    void reloadThatCannotBindChangesNothing() throws Exception {
        Proxy proxy = proxy(Proxies.config("", a.port()));
        TextClient client = client(proxy);
        int port = Proxies.port(proxy);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListenAddress address = ListenAddress.tcp("127.0.0.1", taken.getLocalPort());
            ProxyConfig bad = new ProxyConfig(
                    List.of(Proxies.config("", b.port()).pools().get(0).listeningAt(address)), List.of());
            assertThatThrownBy(() -> proxy.reload(bad)).hasMessageContaining("" + taken.getLocalPort());
        }
        assertThat(client.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        assertThat(Proxies.port(proxy)).isEqualTo(port);
        assertThat(proxy.health().pools().get(0).backends().get(0).address()).isEqualTo("127.0.0.1:" + a.port());
    }

    @Test
    void allServersDownIsAnErrorAtOnceAndTheHealthSaysSo() {
        Proxy proxy = proxy(Proxies.config(
                "auto_eject_hosts: true\nserver_failure_limit: 1\nmin_backends: 1", Memcached.freePort()));
        TextClient client = client(proxy);
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask("get k")).isEqualTo("SERVER_ERROR Connection refused");
        }
        assertThat(client.ask("version")).startsWith("VERSION");
        ProxyHealth health = proxy.health();
        assertThat(health.pools().get(0).backends().get(0).state()).isEqualTo(Backend.State.EJECTED);
        assertThat(health.serving()).isFalse();
        assertThat(health.turning()).isTrue();
    }

    @Test
    void nameThatDoesNotResolveFailsItsKeysOnly() {
        ProxyConfig config = Proxies.parse(
                "p:\n  listen: h:1\n  distribution: modula\n  servers: [\"127.0.0.1:%d:1 a\", \"no.such.invalid:1:1 b\"]\n"
                        .formatted(a.port()));
        TextClient client = client(proxy(config));
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(client.ask("set k" + i + " 0 0 1\r\nx"));
        }
        assertThat(answers).contains("STORED", "SERVER_ERROR Host is down");
    }

    @Test
    void drainLetsOutstandingRequestsFinish() throws Exception {
        ScriptedServer slow = closing(new ScriptedServer((line, out, socket) -> {
            Thread.sleep(150);
            out.write(ScriptedServer.bytes("END\r\n"));
        }));
        Proxy proxy = proxy(Proxies.config("", slow.port()));
        TextClient busy = client(proxy);
        TextClient idle = client(proxy);
        assertThat(idle.ask("version")).startsWith("VERSION");
        busy.send("get k\r\n");
        Awaitility.await()
                .until(() -> proxy.stats().pools().get(0).backends().get(0).get(BackendField.REQUESTS) == 1);
        proxy.drain();
        assertThat(idle.reply()).isEqualTo("<eof>");
        assertThat(busy.reply()).isEqualTo("END");
        assertThat(busy.reply()).isEqualTo("<eof>");
        assertThat(proxy.health().accepting()).isFalse();
    }

    @Test
    void statisticsPortSpeaksNutcrackersJson() {
        Proxy proxy = closing(Proxies.start(
                Proxies.config("", a.port()),
                Proxies.options().withStatistics(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
        assertThat(client(proxy).ask("get k")).isEqualTo("END");
        TextClient stats =
                closing(new TextClient(proxy.statisticsAddress().orElseThrow().getPort()));
        assertThat(stats.line())
                .startsWith("{\"service\":\"nutcracker\", \"source\":\"")
                .containsPattern(
                        "\"uptime\":[0-9]+, \"timestamp\":[0-9]+, \"total_connections\":3, \"curr_connections\":3, \"pool\"")
                .contains("\"pool\": {\"client_eof\":0, \"client_err\":0, \"client_connections\":1")
                .contains("\"a\": {\"server_eof\":0")
                .contains("\"requests\":1, \"request_bytes\":7, \"responses\":1, \"response_bytes\":5")
                .endsWith("}}}");
        assertThat(stats.line()).isEqualTo("<eof>");
    }

    @Test
    void noticesWithoutClientsThatABackendIsGone() {
        Proxy proxy = closing(Proxies.start(
                Proxies.config("auto_eject_hosts: true", a.port(), b.port()),
                Proxies.options().withProbeInterval(Duration.ofMillis(100))));
        Awaitility.await().until(() -> proxy.health().pools().get(0).live() == 2);
        b.close();
        Awaitility.await().until(() -> proxy.health().pools().get(0).live() == 1);
    }

    @Test
    void serverComesBackByItsProbesAndNoClientPaysForTryingIt() throws Exception {
        Proxy proxy = closing(Proxies.start(
                Proxies.config(
                        "auto_eject_hosts: true\nserver_failure_limit: 1\nserver_retry_timeout: 200\ntimeout: 1000",
                        a.port(),
                        b.port()),
                Proxies.options().withProbeInterval(Duration.ofMillis(100))));
        TextClient client = client(proxy);
        Awaitility.await().until(() -> proxy.health().pools().get(0).live() == 2);
        InetSocketAddress place = new InetSocketAddress(InetAddress.getLoopbackAddress(), b.port());
        b.close();
        Awaitility.await().until(() -> proxy.health().pools().get(0).live() == 1);
        // Longer than several retry timeouts: nutcracker would try the server with a client's request after each.
        Awaitility.await().during(Duration.ofSeconds(1)).until(() -> allStored(client));
        long requests = proxy.stats().pools().get(0).backends().get(1).get(BackendField.REQUESTS);
        closing(BuiltinCache.start(place, 1 << 20));
        Awaitility.await().until(() -> proxy.health().pools().get(0).live() == 2);
        assertThat(proxy.stats().pools().get(0).backends().get(1).get(BackendField.REQUESTS))
                .as("no client's request has brought it back")
                .isEqualTo(requests);
        assertThat(allStored(client)).isTrue();
        assertThat(proxy.stats().pools().get(0).backends().get(1).get(BackendField.REQUESTS))
                .isGreaterThan(requests);
        assertThat(proxy.stats().pools().get(0).get(PoolField.FORWARD_ERROR)).isZero();
        assertThat(proxy.stats().pools().get(0).get(PoolField.SERVER_EJECTS)).isEqualTo(1);
    }

    private static boolean allStored(TextClient client) {
        for (int i = 0; i < 30; i++) {
            if (!client.ask("set k" + i + " 0 0 1\r\nx").equals("STORED")) {
                return false;
            }
        }
        return true;
    }
}
