package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.backend.Names;
import io.twinproxy.proxy.config.ProxyConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on a bad day, before real servers; those whom it does not concern do not notice. */
@ExtendWith(Leaks.class)
class BadDaysIT {
    private final List<AutoCloseable> open = new ArrayList<>();

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

    private Memcached server() {
        return closing(Memcached.launch());
    }

    private Proxy proxy(String settings, int... ports) {
        return closing(Proxies.start(Proxies.config(settings, ports)));
    }

    private TextClient client(Proxy proxy) {
        return closing(new TextClient(Proxies.port(proxy)));
    }

    @Test
    void aKeyThatIsTooLongIsRefusedAndTheConnectionKept() {
        TextClient client = client(proxy("", server().port()));
        String longest = "k".repeat(250);
        String tooLong = "k".repeat(251);
        assertThat(client.ask("set " + longest + " 0 0 1\r\nx")).isEqualTo("STORED");
        assertThat(client.ask("set " + tooLong + " 0 0 1\r\ny")).startsWith("CLIENT_ERROR");
        assertThat(client.ask("get " + tooLong)).startsWith("CLIENT_ERROR");
        assertThat(client.ask("get " + longest + " " + tooLong)).startsWith("CLIENT_ERROR");
        assertThat(client.ask("delete " + tooLong)).startsWith("CLIENT_ERROR");
        assertThat(client.ask("get " + longest)).isEqualTo("VALUE " + longest + " 0 1|x|END");
    }

    @Test
    void aValueThatIsTooLargeIsRefusedInItsPlaceAndForgetsTheOldOne() {
        Proxy proxy = proxy("", server().port());
        TextClient client = client(proxy);
        TextClient other = client(proxy);
        assertThat(client.ask("set k 0 0 3\r\nold")).isEqualTo("STORED");
        int large = (1 << 20) + 1;
        client.send("set k 0 0 " + large + "\r\n" + "v".repeat(large) + "\r\nset next 0 0 1\r\nn\r\nget k next\r\n");
        assertThat(client.reply()).isEqualTo("SERVER_ERROR object too large for cache");
        assertThat(client.reply()).isEqualTo("STORED");
        assertThat(client.reply()).isEqualTo("VALUE next 0 1|n|END");
        assertThat(other.ask("get next")).isEqualTo("VALUE next 0 1|n|END");
    }

    @Test
    void garbageHarmsOnlyWhoSendsIt() {
        Proxy proxy = proxy("", server().port(), server().port());
        TextClient good = client(proxy);
        for (int i = 0; i < 100; i++) {
            Random chance = new Random(i);
            byte[] bytes = new byte[1 + chance.nextInt(3000)];
            chance.nextBytes(bytes);
            String garbage = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
            try (TextClient bad = new TextClient(Proxies.port(proxy))) {
                bad.send((i % 2 == 0 ? "" : "get some\r\n") + garbage + "\r\n");
                bad.endOutput();
                String last = bad.line();
                for (int lines = 0; !last.equals("<eof>") && !last.equals("<reset>") && lines < 3000; lines++) {
                    last = bad.line();
                }
                assertThat(last).isIn("<eof>", "<reset>");
            }
            String value = "v" + i;
            assertThat(good.ask("set %d.k 0 0 %d\r\n%s".formatted(i, value.length(), value)))
                    .isEqualTo("STORED");
            assertThat(good.ask("get %d.k".formatted(i))).contains("|" + value + "|");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whenAllServersAreDownEveryRequestHasAnErrorUntilOneIsBack(boolean eject) {
        Memcached one = server();
        Memcached two = server();
        Proxy proxy = closing(Proxies.start(
                Proxies.config(
                        "auto_eject_hosts: " + eject + "\nserver_failure_limit: 1\nserver_retry_timeout: 50",
                        one.port(),
                        two.port()),
                Proxies.options().withProbeInterval(Duration.ofMillis(50))));
        TextClient client = client(proxy);
        assertThat(client.ask("get a b c d e f")).isEqualTo("END");
        one.kill();
        two.kill();
        Awaitility.await().until(() -> proxy.health().pools().get(0).live() == 0);
        for (int i = 0; i < 20; i++) {
            assertThat(client.ask("get " + i + ".of.many")).isEqualTo("SERVER_ERROR Connection refused");
            assertThat(client.ask("get a " + i + ".of.many b")).isEqualTo("SERVER_ERROR Connection refused");
            assertThat(client.ask("set " + i + ".of.many 0 0 1\r\nx")).isEqualTo("SERVER_ERROR Connection refused");
        }
        assertThat(client.ask("version")).startsWith("VERSION");
        one.start();
        two.start();
        Awaitility.await().until(() -> proxy.health().pools().get(0).live() == 2);
        assertThat(client.ask("get a b c d e f")).isEqualTo("END");
    }

    @Test
    void aServerWhoseNameDoesNotResolveCostsItsKeysOnlyAndServesOnceItDoes() throws Exception {
        AtomicBoolean known = new AtomicBoolean();
        Names names = new Names(host -> {
            if (!known.get()) {
                throw new UnknownHostException(host);
            }
            return List.of(InetAddress.getLoopbackAddress());
        });
        ProxyConfig config = Proxies.parse("p:\n  listen: h:1\n  servers: ['127.0.0.1:%d:1 a', 'late.test:%d:1 b']\n"
                .formatted(server().port(), server().port()));
        Proxy proxy = closing(
                Proxy.start(config, Proxies.options().withProbeInterval(Duration.ofMillis(50)), names, "edge-1"));
        TextClient client = client(proxy);
        assertThat(sets(client))
                .containsOnly("STORED", "SERVER_ERROR Host is down")
                .hasSizeGreaterThan(20);
        known.set(true);
        Awaitility.await().untilAsserted(() -> assertThat(sets(client)).containsOnly("STORED"));
        assertThat(proxy.health().pools().get(0).live()).isEqualTo(2);
    }

    private static List<String> sets(TextClient client) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            answers.add(client.ask("set %d.of.many 0 0 1\r\nx".formatted(i)));
        }
        return answers;
    }
}
