package io.twinproxy.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.Proxies;
import io.twinproxy.proxy.Proxy;
import io.twinproxy.proxy.RespClient;
import io.twinproxy.proxy.ScriptedServer;
import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.PoolField;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers and clients of a redis pool that do what they should not. Scripts go by the lines of a request. */
@ExtendWith(Leaks.class)
class RedisMisbehaviourTest {
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

    private ScriptedServer server(ScriptedServer.Script script) {
        return closing(new ScriptedServer((line, out, socket) -> {
            if (line.equals("PING")) {
                write(out, "+PONG\r\n");
            } else {
                script.answer(line, out, socket);
            }
        }));
    }

    private Proxy proxy(String settings, int... ports) {
        return closing(Proxies.start(
                Proxies.config("redis: true\n" + settings, ports),
                Proxies.options().withProbeInterval(Duration.ofMillis(200))));
    }

    private RespClient client(Proxy proxy) {
        return closing(new RespClient(Proxies.port(proxy)));
    }

    private static void write(OutputStream out, String text) throws Exception {
        out.write(ScriptedServer.bytes(text));
    }

    private static long count(Proxy proxy, BackendField field) {
        return proxy.stats().pools().get(0).backends().get(0).get(field);
    }

    private static Backend.State state(Proxy proxy) {
        return proxy.health().pools().get(0).backends().get(0).state();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'hello\r\n'|-ERR Invalid argument",
                "'$3\r\nabcd\r\n'|-ERR Invalid argument",
                "'-OOM command not allowed\r\n'|-OOM command not allowed",
                "'-LOADING wait\r\n'|-LOADING wait",
                "'close'|-ERR unknown",
                "'$100\r\nhalf a val'|-ERR unknown",
                "'*2\r\n$1\r\na\r\n'|-ERR unknown",
            })
    void answersWithTheExactErrorAndRecovers(String garbage, String expected) {
        ScriptedServer server = server((line, out, socket) -> {
            if (line.equals("bad")) {
                write(out, garbage.equals("close") ? "" : garbage);
                if (expected.endsWith("unknown")) {
                    socket.close();
                }
            } else if (line.equals("good")) {
                write(out, "$2\r\nok\r\n");
            }
        });
        RespClient client = client(proxy("", server.port()));
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask("get bad")).isEqualTo(expected + "|");
            assertThat(client.ask("get good")).isEqualTo("$2|ok|");
        }
    }

    @Test
    void strayReplyEndsTheConnection() {
        ScriptedServer server = server((line, out, socket) -> {
            if (line.equals("twice")) {
                write(out, "+one\r\n+secret\r\n");
            } else if (line.equals("mine")) {
                write(out, "+mine\r\n");
            }
        });
        Proxy proxy = proxy("", server.port());
        assertThat(client(proxy).ask("get twice")).isEqualTo("+one|");
        Awaitility.await().until(() -> count(proxy, BackendField.SERVER_ERR) == 1);
        assertThat(client(proxy).ask("get mine")).isEqualTo("+mine|");
    }

    @Test
    void lateReplyIsDiscardedAndTheConnectionKept() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger from = new AtomicInteger();
        ScriptedServer server = server((line, out, socket) -> {
            if (line.equals("slow")) {
                release.await(5, TimeUnit.SECONDS);
                write(out, "*2\r\n$4\r\nlate\r\n:1\r\n");
            } else if (line.equals("quick")) {
                from.set(socket.getPort());
                write(out, "$2\r\nok\r\n");
            }
        });
        Proxy proxy = proxy("timeout: 300", server.port());
        RespClient client = client(proxy);
        assertThat(client.ask("get quick")).isEqualTo("$2|ok|");
        int port = from.get();
        assertThat(client.ask("get slow")).isEqualTo("-ERR Connection timed out|");
        client.send(RespClient.wire("get", "quick"));
        release.countDown();
        assertThat(client.reply()).isEqualTo("$2|ok|");
        assertThat(from.get()).as("the same connection").isEqualTo(port);
    }

    @Test
    void deathInMidReplyFailsTheSplitRequestAsAWhole() {
        ScriptedServer dying = server((line, out, socket) -> {
            if (line.equals("mget")) {
                write(out, "*4\r\n$1\r\nx\r\n$100\r\nhalf");
                socket.close();
            }
        });
        AtomicInteger keys = new AtomicInteger();
        ScriptedServer well = server((line, out, socket) -> {
            if (line.startsWith("*")) {
                keys.set(Integer.parseInt(line.substring(1)) - 1);
            } else if (line.equals("mget")) {
                write(out, "*" + keys.get() + "\r\n" + "$-1\r\n".repeat(keys.get()));
            }
        });
        Proxy proxy = proxy("distribution: modula", well.port(), dying.port());
        RespClient client = client(proxy);
        client.send(RespClient.wire("mget", "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7") + "PING\r\n");
        assertThat(client.reply()).isEqualTo("-ERR unknown|");
        assertThat(client.reply()).isEqualTo("+PONG|");
        assertThat(proxy.stats().pools().get(0).get(PoolField.FRAGMENTS)).isEqualTo(2);
    }

    @Test
    void firstErrorOfAPartIsTheReplyAsItCame() {
        ScriptedServer readOnly = server((line, out, socket) -> {
            if (line.equals("del")) {
                write(out, "-READONLY You can't write\r\n");
            }
        });
        ScriptedServer well = server((line, out, socket) -> {
            if (line.equals("del")) {
                write(out, ":2\r\n");
            }
        });
        RespClient client = client(proxy("distribution: modula", well.port(), readOnly.port()));
        assertThat(client.ask("del k0 k1 k2 k3 k4 k5")).isEqualTo("-READONLY You can't write|");
    }

    @Test
    void passwordComesBeforeTheDatabaseAndBothBeforeAnyRequest() {
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch release = new CountDownLatch(1);
        ScriptedServer server = server((line, out, socket) -> {
            if (line.matches("[A-Za-z].*|7")) {
                heard.add(line);
            }
            if (line.equals("secret")) {
                write(out, "+OK\r\n");
            } else if (line.equals("7")) {
                release.await(5, TimeUnit.SECONDS);
                write(out, "+OK\r\n");
            } else if (line.equals("k")) {
                write(out, "$1\r\nv\r\n");
            }
        });
        Proxy proxy = closing(Proxies.start(
                Proxies.config("redis: true\nredis_auth: secret\nredis_db: 7", server.port()),
                Proxies.options().withProbeInterval(Duration.ofSeconds(30))));
        Awaitility.await().until(() -> heard.size() == 4);
        heard.clear();
        RespClient client = client(proxy);
        client.send("AUTH secret\r\nget k\r\n");
        assertThat(client.reply()).isEqualTo("+OK|");
        Awaitility.await().until(() -> heard.size() >= 4);
        assertThat(heard).containsExactly("AUTH", "secret", "SELECT", "7");
        release.countDown();
        assertThat(client.reply()).isEqualTo("$1|v|");
        assertThat(heard).contains("get", "k");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secret|the server refuses AUTH: -WRONGPASS no",
                "7|the server refuses SELECT: -WRONGPASS no",
            })
    void refusedGreetingFailsTheConnectionAndCountsAgainstTheServer(String refused, String text) {
        ScriptedServer server = server((line, out, socket) -> {
            if (line.equals(refused)) {
                write(out, "-WRONGPASS no\r\n");
            } else if (line.equals("secret") || line.equals("7")) {
                write(out, "+OK\r\n");
            } else if (line.equals("k")) {
                write(out, "$1\r\nv\r\n");
            }
        });
        Proxy proxy = proxy("redis_auth: secret\nredis_db: 7\nserver_failure_limit: 1", server.port());
        RespClient client = client(proxy);
        assertThat(client.ask("auth secret")).isEqualTo("+OK|");
        assertThat(client.ask("get k")).isEqualTo("-ERR " + text + "|");
        Awaitility.await().until(() -> state(proxy) == Backend.State.FAILING);
        assertThat(count(proxy, BackendField.SERVER_ERR)).isPositive();
    }

    @Test
    void serverThatDoesNotAnswerTheGreetingTimesOut() {
        ScriptedServer server = server((line, out, socket) -> {});
        Proxy proxy = proxy("redis_db: 7\ntimeout: 200", server.port());
        assertThat(client(proxy).ask("get k")).isEqualTo("-ERR Connection timed out|");
    }

    @Test
    void serverThatIsLoadingIsNotWell() {
        AtomicInteger loading = new AtomicInteger(1);
        ScriptedServer server = closing(new ScriptedServer((line, out, socket) -> {
            if (line.equals("PING")) {
                write(out, loading.get() == 1 ? "-LOADING dataset\r\n" : "+PONG\r\n");
            }
        }));
        Proxy proxy = proxy(
                "auto_eject_hosts: true\nserver_failure_limit: 1\nserver_retry_timeout: 100\ntimeout: 500",
                server.port());
        Awaitility.await().until(() -> state(proxy) == Backend.State.EJECTED);
        assertThat(client(proxy).ask("get k")).isEqualTo("-ERR Connection refused|");
        loading.set(0);
        Awaitility.await().until(() -> state(proxy) == Backend.State.IN);
    }

    @Test
    void malformedStreamGetsItsEarlierRepliesAnErrorAndTheEnd() {
        ScriptedServer server = server((line, out, socket) -> {
            if (line.equals("k")) {
                write(out, "$1\r\nv\r\n");
            }
        });
        Proxy proxy = proxy("", server.port());
        RespClient client = client(proxy);
        client.send("get k\r\nnonsense\r\n*1\r\n$03\r\nget k\r\n");
        assertThat(client.reply()).isEqualTo("$1|v|");
        assertThat(client.reply()).isEqualTo("-ERR unknown command 'nonsense'|");
        assertThat(client.reply()).isEqualTo("-ERR Protocol error: invalid bulk length|");
        assertThat(client.reply()).isIn("<eof>", "<reset>");
        assertThat(proxy.stats().pools().get(0).get(PoolField.CLIENT_ERR)).isEqualTo(1);
    }

    @Test
    void slowReaderDoesNotFillMemory() throws Exception {
        String value = "x".repeat(100_000);
        AtomicInteger answered = new AtomicInteger();
        ScriptedServer server = server((line, out, socket) -> {
            if (line.equals("big")) {
                answered.incrementAndGet();
                write(out, "$100000\r\n" + value + "\r\n");
            } else if (line.equals("other")) {
                write(out, "$-1\r\n");
            }
        });
        Proxy proxy = proxy("", server.port());
        RespClient greedy = client(proxy);
        Thread sender =
                new Thread(() -> greedy.send(RespClient.wire("get", "big").repeat(4000)));
        sender.setDaemon(true);
        sender.start();
        RespClient other = client(proxy);
        Awaitility.await().until(() -> answered.get() >= 16);
        int seen = -1;
        while (seen != answered.get()) {
            seen = answered.get();
            assertThat(other.ask("get other")).isEqualTo("$-1|");
        }
        assertThat(answered.get()).isLessThan(200);
        sender.join(5_000);
    }

    @Test
    void turnsAwayClientsBeyondTheLimitInTheirOwnProtocol() {
        ScriptedServer server = server((line, out, socket) -> {});
        Proxy proxy = proxy("client_connections: 1", server.port());
        RespClient first = client(proxy);
        first.send("PING\r\n");
        assertThat(first.reply()).isEqualTo("+PONG|");
        assertThat(client(proxy).reply()).isEqualTo("-ERR too many client connections|");
    }
}
