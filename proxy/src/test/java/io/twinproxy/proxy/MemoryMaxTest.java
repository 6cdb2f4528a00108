package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all clients together make the proxy hold is bounded, and the bound costs those who hold the most. */
@ExtendWith(Leaks.class)
class MemoryMaxTest {
    private static final int MIB = 1 << 20;
    private static final long MAX = 32L * MIB;
    private static final int CLIENTS = 40;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicLong peak = new AtomicLong();
    private final AtomicBoolean done = new AtomicBoolean();
    private Memcached cache;
    private Proxy proxy;
    private long before;

    @BeforeEach
    void start() throws IOException {
        // In a process of its own: what a cache holds within this one would be counted as the proxy's.
        cache = closing(Memcached.launch());
        proxy = closing(Proxies.start(
                Proxies.config("", cache.port()),
                Proxies.options().withMemoryBytesMax(MAX).withEventLoops(2)));
        before = held();
        Thread watch = new Thread(() -> {
            while (!done.get()) {
                peak.accumulateAndGet(held(), Math::max);
                Thread.onSpinWait();
            }
        });
        watch.setDaemon(true);
        watch.start();
    }

    @AfterEach
    void closeAll() throws Exception {
        done.set(true);
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private static long held() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() + PooledByteBufAllocator.DEFAULT.pinnedHeapMemory();
    }

    private long figure(String name) {
        Matcher sample =
                Pattern.compile("(?m)^twinproxy_proxy_" + name + " ([0-9.E]+)$").matcher(proxy.metrics());
        assertThat(sample.find()).as(name).isTrue();
        return (long) Double.parseDouble(sample.group(1));
    }

    private Socket socket() throws IOException {
        Socket socket = closing(new Socket());
        socket.setReceiveBufferSize(1 << 16);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Proxies.port(proxy)));
        return socket;
    }

    /** A client that asks for what it never reads, as often as it is let. */
    private Socket asking(String request) throws IOException {
        Socket socket = socket();
        socket.getOutputStream().write(request.repeat(15).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void clientsThatDoNotReadAreLetGoOfAndOthersAreServed() throws Exception {
        String value = "x".repeat(MIB - 100);
        TextClient good = closing(new TextClient(Proxies.port(proxy)));
        assertThat(good.ask("set large 0 0 " + value.length() + "\r\n" + value)).isEqualTo("STORED");

        List<Socket> unread = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            unread.add(asking("get large\r\n"));
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> figure("memory_shed_total") > 0);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> good.ask("get none").equals("END"));
        assertThat(good.ask("get large")).isEqualTo("VALUE large 0 " + value.length() + "|" + value + "|END");
        assertThat(peak.get() - before)
                .as("bytes held at most")
                .isLessThan(MAX + MAX / 2)
                .isGreaterThan(MAX / 2);
        for (Socket socket : unread) {
            socket.close();
        }
        Awaitility.await().until(() -> figure("memory_bytes") < MAX / 8);
        good.send("stats\r\n");
        assertThat(good.upTo("END"))
                .containsPattern("STAT memory_bytes \\d+\r\nSTAT memory_max_bytes " + MAX + "\r\n")
                .containsPattern("STAT memory_shed [1-9]");
    }

    @Test
    void requestsThatNeverEndAreReadPastAndTheirClientsTold() throws Exception {
        int half = 4 * MIB;
        List<Socket> clients = new ArrayList<>();
        byte[] part = new byte[half];
        for (int i = 0; i < CLIENTS; i++) {
            Socket socket = socket();
            OutputStream out = socket.getOutputStream();
            out.write(("set k" + i + " 0 0 " + (half + 3) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(part);
            clients.add(socket);
        }
        assertThat(figure("memory_shed_total")).isPositive();
        int told = 0;
        for (Socket socket : clients) {
            TextClient client = new TextClient(socket);
            client.send("abc\r\n");
            String reply = client.reply();
            if (reply.startsWith("SERVER_ERROR out of memory: the proxy holds its memory-max of " + MAX)) {
                told++;
                assertThat(client.ask("get none")).isIn("END", reply);
            } else {
                assertThat(reply).isIn("STORED", "SERVER_ERROR object too large for cache");
            }
        }
        assertThat(told).isPositive();
        assertThat(peak.get() - before).as("bytes held at most").isLessThan(MAX + MAX / 2);
    }

    @Test
    void whenTheBoundIsPassedRequestsAreRefusedInPlaceUntilItIsNot() throws Exception {
        TextClient good = closing(new TextClient(Proxies.port(proxy)));
        assertThat(good.ask("set a 0 0 1\r\nx")).isEqualTo("STORED");
        var hoard = PooledByteBufAllocator.DEFAULT.directBuffer((int) MAX);
        try {
            Awaitility.await().until(() -> {
                // Reading is what makes the proxy look; while all is over the bound, every look finds it so.
                return good.ask("get a").startsWith("SERVER_ERROR out of memory");
            });
            assertThat(figure("memory_refused_total")).isPositive();
            assertThat(good.ask("version")).startsWith("VERSION");
        } finally {
            hoard.release();
        }
        Awaitility.await().until(() -> good.ask("get a").equals("VALUE a 0 1|x|END"));
    }

    @Test
    void whoHoldsLittleIsLetAloneWhereOthersHoldTheMemory() throws Exception {
        TextClient small = closing(new TextClient(Proxies.port(proxy)));
        assertThat(small.ask("get none")).isEqualTo("END");
        String value = "x".repeat(100_000);
        small.send("set a 0 0 " + value.length() + "\r\n" + value.substring(50_000));
        var hoard = PooledByteBufAllocator.DEFAULT.directBuffer((int) MAX);
        try {
            TextClient other = closing(new TextClient(Proxies.port(proxy)));
            // Each of these is at least one look at memory by the loop of the client that is asked.
            for (int i = 0; i < 4; i++) {
                Awaitility.await().until(() -> other.ask("get none").startsWith("SERVER_ERROR out of memory"));
                Awaitility.await().pollDelay(Duration.ofMillis(60)).until(() -> true);
            }
        } finally {
            hoard.release();
        }
        Awaitility.await().until(() -> figure("memory_bytes") < MAX / 8);
        assertThat(figure("memory_shed_total")).isZero();
        small.send(value.substring(50_000) + "\r\n");
        assertThat(small.reply()).isEqualTo("STORED");
    }

    @ParameterizedTest
    @CsvSource({"16m,16777216", "16777216,16777216", "20480K,20971520"})
    void readsSizesAsPeopleWriteThem(String text, long bytes) {
        assertThat(MemoryMax.parse(text)).contains(bytes);
    }

    @ParameterizedTest
    @CsvSource({"15m", "-1", "16mb", "''", "9999999g", "999999999999999g", "1.5g"})
    void refusesWhatIsNoSizeOrCannotBe(String text) {
        assertThat(MemoryMax.parse(text)).isEmpty();
    }
}
