package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.cache.BuiltinCache;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.PoolField;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backends and clients that do what they should not; whatever they do, nobody gets another's answer. */
@ExtendWith(Leaks.class)
class MisbehaviourTest {
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

    private Proxy proxyOver(String settings, ScriptedServer.Script script) {
        ScriptedServer server = closing(new ScriptedServer(script));
        return closing(Proxies.start(Proxies.config(settings, server.port())));
    }

    private TextClient client(Proxy proxy) {
        return closing(new TextClient(Proxies.port(proxy)));
    }

    private static void write(OutputStream out, String text) throws Exception {
        out.write(ScriptedServer.bytes(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'OK\r\n'|SERVER_ERROR Invalid argument",
                "'STORED\r\n'|SERVER_ERROR Invalid argument",
                "'VALUE other 0 1\r\nx\r\nEND\r\n'|SERVER_ERROR Invalid argument",
                "'VALUE bad 0 1\r\nxyz\r\nEND\r\n'|SERVER_ERROR Invalid argument",
                "'ERROR\r\n'|ERROR",
                "'SERVER_ERROR out of memory\r\n'|SERVER_ERROR out of memory",
                "'close'|SERVER_ERROR unknown",
                "'VALUE bad 0 100\r\nhalf a val'|SERVER_ERROR unknown",
            })
    void answersWithTheExactErrorAndRecovers(String garbage, String expected) {
        Proxy proxy = proxyOver("", (line, out, socket) -> {
            if (line.equals("get bad")) {
                write(out, garbage.equals("close") ? "" : garbage);
                if (expected.endsWith("unknown")) {
                    socket.close();
                }
            } else {
                write(out, "VALUE good 0 2\r\nok\r\nEND\r\n");
            }
        });
        TextClient client = client(proxy);
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask("get bad")).isEqualTo(expected);
            assertThat(client.ask("get good")).isEqualTo("VALUE good 0 2|ok|END");
        }
    }

    @Test
    void strayReplyEndsTheConnectionAndFailsWhatWasInFlight() {
        Proxy proxy = proxyOver("", (line, out, socket) -> {
            if (line.equals("get twice")) {
                write(out, "END\r\nVALUE secret 0 1\r\ns\r\nEND\r\n");
            } else {
                write(out, "END\r\n");
            }
        });
        TextClient one = client(proxy);
        TextClient other = client(proxy);
        assertThat(one.ask("get twice")).isEqualTo("END");
        Awaitility.await().until(() -> count(proxy, BackendField.SERVER_ERR) == 1);
        assertThat(other.ask("get mine")).isEqualTo("END");
        one.send("get twice\r\nget next\r\n");
        assertThat(one.reply()).isEqualTo("END");
        assertThat(one.reply()).isIn("SERVER_ERROR Invalid argument", "END");
    }

    @Test
    void lateReplyIsDiscardedAndTheConnectionKept() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger connections = new AtomicInteger();
        Proxy proxy = proxyOver("timeout: 300", (line, out, socket) -> {
            if (line.equals("get slow")) {
                release.await(5, TimeUnit.SECONDS);
                write(out, "VALUE slow 0 4\r\nlate\r\nEND\r\n");
            } else {
                connections.set(socket.getPort());
                write(out, "VALUE quick 0 2\r\nok\r\nEND\r\n");
            }
        });
        TextClient client = client(proxy);
        assertThat(client.ask("get quick")).isEqualTo("VALUE quick 0 2|ok|END");
        int port = connections.get();
        assertThat(client.ask("get slow")).isEqualTo("SERVER_ERROR Connection timed out");
        client.send("get quick\r\n");
        release.countDown();
        assertThat(client.reply()).isEqualTo("VALUE quick 0 2|ok|END");
        assertThat(connections.get()).as("the same connection").isEqualTo(port);
        assertThat(count(proxy, BackendField.SERVER_TIMEDOUT)).isEqualTo(1);
    }

    @Test
    void connectionThatIsStuckIsReplaced() {
        AtomicInteger asked = new AtomicInteger();
        Proxy proxy = proxyOver("timeout: 100\nserver_failure_limit: 100", (line, out, socket) -> {
            if (asked.incrementAndGet() > 1) {
                write(out, "END\r\n");
            } else {
                Thread.sleep(60_000);
            }
        });
        TextClient client = client(proxy);
        assertThat(client.ask("get a")).isEqualTo("SERVER_ERROR Connection timed out");
        Awaitility.await().until(() -> client.ask("get b").equals("END"));
    }

    @Test
    void callsWithoutATimeoutEndWhenTheirBackendIsOutAndSilent() throws Exception {
        ScriptedServer server = closing(new ScriptedServer((line, out, socket) -> Thread.sleep(60_000)));
        Proxy proxy = closing(Proxies.start(
                Proxies.config(
                        "auto_eject_hosts: true\nserver_failure_limit: 1\nserver_retry_timeout: 100", server.port()),
                Proxies.options().withProbeInterval(java.time.Duration.ofMillis(100))));
        TextClient client = client(proxy);
        client.send("get k\r\n");
        Awaitility.await().until(() -> count(proxy, BackendField.REQUESTS) == 1);
        server.stopListening();
        assertThat(client.reply()).isEqualTo("SERVER_ERROR Connection timed out");
    }

    @Test
    void deathInMidReplyFailsTheFragmentsRequestAsAWhole() throws Exception {
        ScriptedServer dying = closing(new ScriptedServer((line, out, socket) -> {
            write(out, "VALUE " + line.split(" ", -1)[1] + " 0 100\r\nhalf");
            socket.close();
        }));
        BuiltinCache well =
                closing(BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1 << 20));
        ProxyConfig config = Proxies.config("distribution: modula", well.port(), dying.port());
        Proxy proxy = closing(Proxies.start(config));
        TextClient client = client(proxy);
        client.send("get k0 k1 k2 k3 k4 k5 k6 k7\r\nversion\r\n");
        assertThat(client.reply()).isEqualTo("SERVER_ERROR unknown");
        assertThat(client.reply()).startsWith("VERSION");
        assertThat(proxy.stats().pools().get(0).get(PoolField.FRAGMENTS)).isEqualTo(2);
    }

    @Test
    void slowReaderDoesNotFillMemory() throws Exception {
        String value = "x".repeat(100_000);
        AtomicInteger answered = new AtomicInteger();
        Proxy proxy = proxyOver("", (line, out, socket) -> {
            if (line.equals("get other")) {
                write(out, "END\r\n");
                return;
            }
            answered.incrementAndGet();
            write(out, "VALUE big 0 100000\r\n" + value + "\r\nEND\r\n");
        });
        try (Socket greedy = new Socket(InetAddress.getLoopbackAddress(), Proxies.port(proxy))) {
            greedy.getOutputStream().write(ScriptedServer.bytes("get big\r\n".repeat(4000)));
            TextClient other = client(proxy);
            Awaitility.await().until(() -> answered.get() >= 16);
            int seen = -1;
            while (seen != answered.get()) {
                seen = answered.get();
                assertThat(other.ask("get other")).isEqualTo("END");
            }
            assertThat(answered.get()).isLessThan(200);
        }
    }

    @Test
    void clientWhoseRepliesAreLargerThanForeseenGetsErrorsInTheirPlaceAndTheBackendStays() {
        String value = "x".repeat(100_000);
        ScriptedServer server = closing(new ScriptedServer((line, out, socket) ->
                write(out, line.equals("get big") ? "VALUE big 0 100000\r\n" + value + "\r\nEND\r\n" : "END\r\n")));
        Proxy proxy = closing(Proxies.start(
                Proxies.config("auto_eject_hosts: true\nserver_failure_limit: 1\ntimeout: 20000", server.port()),
                Proxies.options().withClientBytesMax(1 << 20)));
        TextClient client = client(proxy);
        for (int i = 0; i < 200; i++) {
            assertThat(client.ask("get small")).isEqualTo("END");
        }
        client.send("get big\r\n".repeat(200));
        Awaitility.await().until(() -> count(proxy, BackendField.RESPONSES) == 400);
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            replies.add(client.reply());
        }
        long whole = replies.stream().filter(reply -> reply.endsWith("|END")).count();
        // Four times the bound, and what the sockets between took.
        assertThat(whole).isBetween(40L, 150L);
        assertThat(replies.stream().filter(reply -> !reply.endsWith("|END")))
                .hasSize((int) (200 - whole))
                .allMatch(reply -> reply.equals("SERVER_ERROR too many replies unread"));
        assertThat(client.ask("get small")).isEqualTo("END");
        assertThat(client.ask("get big")).endsWith("|END");
        assertThat(proxy.stats().pools().get(0).get(PoolField.SERVER_EJECTS)).isZero();
    }

    @Test
    void largeRequestsWaitingForAnswersAreBoundedInBytes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Proxy proxy = closing(Proxies.start(
                Proxies.config(
                        "",
                        closing(new ScriptedServer((line, out, socket) -> {
                                    if (line.equals("end")) {
                                        release.await(10, TimeUnit.SECONDS);
                                        write(out, "STORED\r\n");
                                    }
                                }))
                                .port()),
                Proxies.options().withClientBytesMax(1 << 20)));
        String set = "set k 0 0 100003\r\n" + "x".repeat(99_998) + "\r\nend\r\n";
        TextClient client = client(proxy);
        Thread sender = new Thread(() -> client.send(set.repeat(100)));
        sender.setDaemon(true);
        sender.start();
        Awaitility.await().until(() -> count(proxy, BackendField.REQUESTS) >= 2);
        Awaitility.await()
                .during(java.time.Duration.ofMillis(300))
                .until(() -> count(proxy, BackendField.REQUESTS) <= 12);
        release.countDown();
        Awaitility.await().until(() -> count(proxy, BackendField.RESPONSES) == 100);
        sender.join(5_000);
    }

    @Test
    void halfClosedClientGetsItsRepliesAndIncompleteRequestsAreDropped() {
        Proxy proxy = proxyOver("", (line, out, socket) -> {
            Thread.sleep(50);
            write(out, "END\r\n");
        });
        TextClient client = client(proxy);
        client.send("get a\r\nget b\r\nset k 0 0 10\r\nhalf");
        client.endOutput();
        assertThat(client.reply()).isEqualTo("END");
        assertThat(client.reply()).isEqualTo("END");
        assertThat(client.reply()).isEqualTo("<eof>");
        Awaitility.await().until(() -> proxy.health().pools().get(0).clients() == 0);
    }

    @Test
    void clientsThatLeaveTakeNobodyElsesReplies() {
        Proxy proxy = proxyOver("", (line, out, socket) -> {
            String key = line.split(" ", -1)[1];
            write(out, "VALUE " + key + " 0 " + key.length() + "\r\n" + key + "\r\nEND\r\n");
        });
        TextClient staying = client(proxy);
        for (int i = 0; i < 200; i++) {
            try (TextClient leaving = new TextClient(Proxies.port(proxy))) {
                leaving.send("get gone" + i + "\r\nget gone\r\n");
            }
            String key = "mine" + i;
            assertThat(staying.ask("get " + key)).isEqualTo("VALUE " + key + " 0 " + key.length() + "|" + key + "|END");
        }
    }

    @Test
    void quietErrorsOfABackendShiftNothing() {
        Proxy proxy = proxyOver("", (line, out, socket) -> {
            if (line.startsWith("set")) {
                assertThat(line).doesNotContain("noreply");
                write(out, "SERVER_ERROR out of memory storing object\r\n");
            } else if (line.startsWith("get")) {
                write(out, "VALUE k 0 1\r\nv\r\nEND\r\n");
            }
        });
        TextClient client = client(proxy);
        for (int i = 0; i < 20; i++) {
            client.send("set k 0 0 1 noreply\r\nx\r\n");
            assertThat(client.ask("get k")).isEqualTo("VALUE k 0 1|v|END");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'set k 0 0 1\r\nab\r\n'|CLIENT_ERROR bad data chunk",
                "'get a<zero>b\r\n'|CLIENT_ERROR line holds a zero byte or a stray carriage return",
                "'\u0080\u0001\n'|CLIENT_ERROR this port speaks the memcached text protocol",
            })
    void malformedStreamGetsItsEarlierRepliesAnErrorAndTheEnd(String stream, String error) {
        Proxy proxy = proxyOver("", (line, out, socket) -> write(out, "END\r\n"));
        TextClient client = client(proxy);
        client.send("get a\r\n" + stream.replace("<zero>", "\0") + "get b\r\n");
        assertThat(client.reply()).isEqualTo("END");
        assertThat(client.reply()).isEqualTo(error);
        assertThat(client.reply()).isIn("<eof>", "<reset>");
        assertThat(proxy.stats().pools().get(0).get(PoolField.CLIENT_ERR)).isEqualTo(1);
    }

    private static long count(Proxy proxy, BackendField field) {
        return proxy.stats().pools().get(0).backends().get(0).get(field);
    }
}
