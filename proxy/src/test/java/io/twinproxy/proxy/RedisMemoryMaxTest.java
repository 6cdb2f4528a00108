package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bound on what all clients make the proxy hold, in a redis pool and in its words. */
@ExtendWith(Leaks.class)
class RedisMemoryMaxTest {
    private static final int MIB = 1 << 20;
    private static final long MAX = 32L * MIB;
    private static final int CLIENTS = 40;
    private static final String REFUSED = "-ERR out of memory: the proxy holds its memory-max of " + MAX + " bytes|";

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

    private Proxy proxy(int port) {
        return closing(Proxies.start(
                Proxies.config("redis: true", port),
                Proxies.options().withMemoryBytesMax(MAX).withEventLoops(2)));
    }

    private RespClient client(Proxy proxy) {
        return closing(new RespClient(Proxies.port(proxy)));
    }

    private Socket socket(Proxy proxy) throws IOException {
        Socket socket = closing(new Socket());
        socket.setReceiveBufferSize(1 << 16);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Proxies.port(proxy)));
        return socket;
    }

    private static long figure(Proxy proxy, String name) {
        Matcher sample =
                Pattern.compile("(?m)^twinproxy_proxy_" + name + " ([0-9.E]+)$").matcher(proxy.metrics());
        assertThat(sample.find()).as(name).isTrue();
        return (long) Double.parseDouble(sample.group(1));
    }

    private static String bulk(String value) {
        return "$" + value.length() + "|" + value + "|";
    }

    @Test
    void whatIsHeldForClientsThatDoNotReadIsFreeAgainWhenTheyAreGone() throws Exception {
        Proxy proxy = proxy(closing(Redis.launch()).port());
        RespClient good = client(proxy);
        String value = "x".repeat(MIB);
        assertThat(good.ask("set large " + value)).isEqualTo("+OK|");
        List<Socket> unread = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Socket socket = socket(proxy);
            socket.getOutputStream()
                    .write(RespClient.wire("get", "large").repeat(15).getBytes(StandardCharsets.US_ASCII));
            unread.add(socket);
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> figure(proxy, "memory_shed_total") > 0);
        for (Socket socket : unread) {
            socket.close();
        }
        Awaitility.await().until(() -> figure(proxy, "memory_bytes") < MAX / 8);
        Awaitility.await().until(() -> good.ask("get large").equals(bulk(value)));
    }

    @Test
    void requestsThatNeverEndAreReadPastAndTheirClientsToldAndKept() throws Exception {
        Proxy proxy = proxy(closing(Redis.launch()).port());
        int length = 4 * MIB;
        byte[] part = new byte[length];
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Socket socket = socket(proxy);
            socket.getOutputStream()
                    .write(("*3\r\n$3\r\nset\r\n$2\r\nk" + i % 10 + "\r\n$" + (length + 3) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(part);
            clients.add(socket);
        }
        int told = 0;
        for (Socket socket : clients) {
            RespClient client = new RespClient(socket);
            client.send("abc\r\n");
            String reply = client.reply();
            assertThat(reply).isIn("+OK|", REFUSED);
            told += reply.equals(REFUSED) ? 1 : 0;
            assertThat(client.ask("PING")).isEqualTo("+PONG|");
        }
        assertThat(told).isPositive();
    }

    @Test
    void beyondTheBoundRequestsAreRefusedInPlaceAndInfoSaysSo() throws Exception {
        Proxy proxy = proxy(closing(Redis.launch()).port());
        RespClient good = client(proxy);
        assertThat(good.ask("set a 1")).isEqualTo("+OK|");
        var hoard = PooledByteBufAllocator.DEFAULT.directBuffer((int) MAX);
        try {
            Awaitility.await().until(() -> good.ask("get a").equals(REFUSED));
            good.send(RespClient.wire("get", "a") + RespClient.wire("PING") + RespClient.wire("mget", "a", "b"));
            assertThat(List.of(good.reply(), good.reply(), good.reply())).containsExactly(REFUSED, "+PONG|", REFUSED);
            Matcher info = Pattern.compile("(?m)^memory_bytes:(\\d+)\r?$[\\s\\S]*^memory_max_bytes:(\\d+)\r?$[\\s\\S]*"
                            + "^memory_refused:(\\d+)\r?$")
                    .matcher(good.ask("INFO"));
            assertThat(info.find()).isTrue();
            assertThat(Long.parseLong(info.group(1))).isGreaterThanOrEqualTo(MAX);
            assertThat(Long.parseLong(info.group(2))).isEqualTo(MAX);
            assertThat(Long.parseLong(info.group(3))).isGreaterThanOrEqualTo(3);
        } finally {
            hoard.release();
        }
        Awaitility.await().until(() -> good.ask("get a").equals("$1|1|"));
    }

    /** A line cannot be read past without its end, so the connection it comes on is given up, and with it the memory. */
    @Test
    void aServersLineThatNeverEndsCostsItsConnection() throws Exception {
        AtomicLong sent = new AtomicLong();
        ScriptedServer server = closing(new ScriptedServer((line, out, socket) -> {
            if (line.equals("PING")) {
                out.write(ScriptedServer.bytes("+PONG\r\n"));
            } else if (line.equals("endless")) {
                out.write('+');
                byte[] more = "x".repeat(MIB).getBytes(StandardCharsets.US_ASCII);
                while (!socket.isClosed()) {
                    out.write(more);
                    sent.addAndGet(more.length);
                }
            } else if (line.equals("well")) {
                out.write(ScriptedServer.bytes("$-1\r\n"));
            }
        }));
        Proxy proxy = proxy(server.port());
        RespClient client = client(proxy);
        assertThat(client.ask("get endless")).isEqualTo(REFUSED);
        Awaitility.await().until(() -> figure(proxy, "memory_bytes") < MAX / 8);
        // The longest reply there may be would end it too, with 256 MiB held.
        assertThat(sent.get()).isLessThan(3 * MAX);
        Awaitility.await().until(() -> client.ask("get well").equals("$-1|"));
    }
}
