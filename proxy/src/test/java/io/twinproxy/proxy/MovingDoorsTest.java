package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.proxy.backend.Transport;
import io.twinproxy.proxy.cache.BuiltinCache;
import io.twinproxy.proxy.config.ConfigException;
import io.twinproxy.proxy.config.ProxyConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Listening sockets under reload: an address is kept whichever pool it belongs to before and after. */
@ExtendWith(Leaks.class)
class MovingDoorsTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private BuiltinCache a;
    private BuiltinCache b;

    @TempDir
    Path directory;

    @BeforeEach
    void startCaches() throws IOException {
        a = closing(BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1 << 22));
        b = closing(BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1 << 22));
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

    private static String pool(String name, Object listen, BuiltinCache cache) {
        return "%s:\n  listen: %s\n  servers: ['127.0.0.1:%d:1']\n".formatted(name, listen, cache.port());
    }

    private static ProxyConfig parse(String yaml) {
        try {
            return ProxyConfig.parse(yaml, "f");
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private Proxy proxy(String yaml, Transport transport) {
        return closing(
                Proxies.start(parse(yaml), Proxies.options().withEventLoops(2).withTransport(transport)));
    }

    private TextClient client(int port) {
        return closing(new TextClient(port));
    }

    /** A client of a unix socket: another proxy in front of it. */
    private TextClient through(Path socket) {
        return client(Proxies.port(
                closing(Proxies.start(Proxies.parse("f:\n  listen: h:1\n  servers: [\"" + socket + ":1 x\"]\n")))));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aRenamedPoolKeepsItsUnixSocketAndItsClients(Transport transport) throws Exception {
        Path socket = directory.resolve("p.sock");
        Proxy proxy = proxy(pool("one", socket, a), transport);
        TextClient before = through(socket);
        assertThat(before.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        Reload reload = proxy.reload(parse(pool("other", socket + " 0600", a)));
        assertThat(reload.changes()).first().asString().isEqualTo("pool other: was called one");
        assertThat(before.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(through(socket).ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(Files.getPosixFilePermissions(socket)).hasSize(2);
        assertThat(proxy.health().pools()).singleElement().satisfies(pool -> {
            assertThat(pool.name()).isEqualTo("other");
            assertThat(pool.clients()).isEqualTo(2);
        });
        assertThat(proxy.statsJson()).contains("\"other\": {").doesNotContain("\"one\": {");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aRenamedPoolKeepsItsPortAndItsClients(Transport transport) throws Exception {
        int port = Memcached.freePort();
        Proxy proxy = proxy(pool("one", "127.0.0.1:" + port, a), transport);
        TextClient before = client(port);
        assertThat(before.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        proxy.reload(parse(pool("other", "127.0.0.1:" + port, a)));
        assertThat(before.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(client(port).ask("get k")).isEqualTo("VALUE k 0 1|x|END");
    }

    @Test
    void twoPoolsMaySwapTheirAddresses() throws Exception {
        int port = Memcached.freePort();
        Path socket = directory.resolve("p.sock");
        String tcp = "127.0.0.1:" + port;
        Proxy proxy = proxy(pool("one", tcp, a) + pool("two", socket, b), Transport.best());
        TextClient ofOne = client(port);
        TextClient ofTwo = through(socket);
        assertThat(ofOne.ask("set k 0 0 1\r\na") + ofTwo.ask("set k 0 0 1\r\nb"))
                .isEqualTo("STOREDSTORED");
        proxy.reload(parse(pool("one", socket, a) + pool("two", tcp, b)));
        assertThat(ofOne.ask("get k")).contains("|a|");
        assertThat(ofTwo.ask("get k")).contains("|b|");
        assertThat(client(port).ask("get k")).contains("|b|");
        assertThat(through(socket).ask("get k")).contains("|a|");
        proxy.reload(parse(pool("one", socket, a)));
        assertThat(through(socket).ask("get k")).contains("|a|");
        assertThatThrownBy(() -> client(port)).hasMessageContaining("refused");
    }

    @Test
    void aPoolOfAnotherProtocolMayHaveTheAddressUnderAnotherName() throws Exception {
        int port = Memcached.freePort();
        Proxy proxy = proxy(pool("one", "127.0.0.1:" + port, a), Transport.best());
        TextClient before = client(port);
        assertThat(before.ask("get k")).isEqualTo("END");
        proxy.reload(parse(pool("other", "127.0.0.1:" + port, b) + "  redis: true\n"));
        assertThat(before.reply()).isEqualTo("<eof>");
        assertThat(client(port).ask("PING")).isEqualTo("+PONG");
    }

    @Test
    void aRefusedReloadTouchesNoSocketAndSucceedsOnceThePortIsFree() throws Exception {
        int port = Memcached.freePort();
        Path socket = directory.resolve("p.sock");
        Proxy proxy = proxy(pool("one", socket + " 0600", a) + pool("two", "127.0.0.1:" + port, b), Transport.best());
        TextClient kept = client(port);
        String next;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            next = pool("renamed", socket + " 0666", a)
                    + pool("two", "127.0.0.1:" + port, a)
                    + pool("zzzzzzzzz", "127.0.0.1:" + taken.getLocalPort(), b);
            assertThatThrownBy(() -> proxy.reload(parse(next)))
                    .hasMessageContaining("" + taken.getLocalPort())
                    .hasMessageContaining("by this process itself");
        }
        assertThat(proxy.health().pools())
                .extracting(ProxyHealth.PoolHealth::name)
                .containsExactly("one", "two");
        assertThat(Files.getPosixFilePermissions(socket)).hasSize(2);
        assertThat(kept.ask("get k")).isEqualTo("END");
        assertThat(through(socket).ask("set k 0 0 1\r\na")).isEqualTo("STORED");
        assertThat(proxy.reload(parse(next)).changes()).contains("pool renamed: was called one");
        assertThat(kept.ask("get k")).isEqualTo("VALUE k 0 1|a|END");
    }
}
