package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.backend.Backend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The proxy in front of real memcached processes; skipped where there is none. */
@ExtendWith(Leaks.class)
@Tag("once")
class RealMemcachedIT {
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

    private Memcached memcached() {
        return closing(Memcached.launch());
    }

    @Test
    void repliesEqualThoseOfASingleServer() {
        Memcached alone = memcached();
        Proxy proxy = closing(Proxies.start(Proxies.config(
                "hash: murmur",
                memcached().port(),
                memcached().port(),
                memcached().port())));
        TextClient direct = closing(new TextClient(alone.port()));
        TextClient through = closing(new TextClient(Proxies.port(proxy)));
        long seed = Long.getLong("seed", 42L);
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            List<String> commands = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                commands.add(command(random));
            }
            String batch = String.join("", commands);
            direct.send(batch + "get end-of-batch\r\n");
            through.send(batch + "get end-of-batch\r\n");
            for (String command : commands) {
                if (!command.contains("noreply")) {
                    assertThat(shortened(through.reply()))
                            .as("seed %d: %s", seed, shortened(command))
                            .isEqualTo(shortened(direct.reply()));
                }
            }
            assertThat(through.reply()).isEqualTo("END");
            assertThat(direct.reply()).isEqualTo("END");
        }
    }

    /** Lengths stand beside the values, so long runs need not be seen in full. */
    private static String shortened(String reply) {
        return reply.replaceAll("v{9,}", "v…");
    }

    /**
     * Nothing that shows a cas number, which differs from server to server; and no number that becomes shorter, because
     * memcached pads it or not depending on whether an earlier reply is still being written.
     */
    private static String command(Random random) {
        String key = "key" + random.nextInt(40);
        String quiet = random.nextInt(6) == 0 ? " noreply" : "";
        String value =
                random.nextInt(3) == 0 ? "" + (500_000 + random.nextInt(1000)) : "v".repeat(random.nextInt(3000));
        String block = " " + value.length() + quiet + "\r\n" + value + "\r\n";
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> "set " + key + " " + random.nextInt(100) + " 0" + block;
            case 3 -> "add " + key + " 1 0" + block;
            case 4 -> "replace " + key + " 2 0" + block;
            case 5 -> (random.nextBoolean() ? "append " : "prepend ") + key + " 0 0" + block;
            case 6 -> "incr " + key + " " + random.nextInt(50) + quiet + "\r\n";
            case 7 -> "decr " + key + " " + random.nextInt(50) + quiet + "\r\n";
            case 8 -> "delete " + key + quiet + "\r\n";
            case 9 -> "touch " + key + " " + (random.nextInt(10) == 0 ? -1 : 0) + quiet + "\r\n";
            case 10 -> "cas " + key + " 0 0 1 999999999" + quiet + "\r\nx\r\n";
            case 11 -> "get " + key + "\r\n";
            default -> {
                StringBuilder get = new StringBuilder("get");
                for (int i = random.nextInt(30); i >= 0; i--) {
                    get.append(" key").append(random.nextInt(60));
                }
                yield get + "\r\n";
            }
        };
    }

    @Test
    void ejectsAKilledServerAndTakesItBackWithoutClientsPaying() {
        Memcached a = memcached();
        Memcached b = memcached();
        Proxy proxy = closing(Proxies.start(Proxies.config(
                "auto_eject_hosts: true\nserver_failure_limit: 1\nserver_retry_timeout: 400\ntimeout: 400\npreconnect: true",
                a.port(),
                b.port())));
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        assertThat(setAll(client)).isZero();
        b.kill();
        Awaitility.await().until(() -> state(proxy, 1) == Backend.State.EJECTED);
        for (int i = 0; i < 10; i++) {
            assertThat(setAll(client)).as("errors while it is out").isZero();
        }
        b.start();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> {
            assertThat(setAll(client)).as("errors until it is back").isZero();
            return state(proxy, 1) == Backend.State.IN;
        });
        assertThat(setAll(client)).isZero();
        TextClient direct = closing(new TextClient(b.port()));
        assertThat(direct.ask("get " + keysLine())).contains("VALUE");
    }

    @Test
    void ejectsAFrozenServerAfterItsTimeouts() {
        Memcached a = memcached();
        Memcached b = memcached();
        Proxy proxy = closing(Proxies.start(Proxies.config(
                "auto_eject_hosts: true\nserver_failure_limit: 2\nserver_retry_timeout: 300\ntimeout: 150",
                a.port(),
                b.port())));
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        assertThat(setAll(client)).isZero();
        b.freeze();
        try {
            int errors = setAll(client);
            assertThat(errors).as("one per counted failure").isEqualTo(2);
            assertThat(state(proxy, 1)).isEqualTo(Backend.State.EJECTED);
            assertThat(setAll(client)).isZero();
        } finally {
            b.thaw();
        }
        Awaitility.await().until(() -> state(proxy, 1) == Backend.State.IN);
        assertThat(setAll(client)).isZero();
    }

    @Test
    void restartOfAnIdleServerCostsNothing() {
        Memcached a = memcached();
        Proxy proxy =
                closing(Proxies.start(Proxies.config("auto_eject_hosts: false\nserver_connections: 3", a.port())));
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        assertThat(setAll(client)).isZero();
        a.kill();
        assertThat(client.ask("get k")).startsWith("SERVER_ERROR");
        a.start();
        assertThat(setAll(client)).isZero();
        assertThat(state(proxy, 0)).isEqualTo(Backend.State.IN);
    }

    private static Backend.State state(Proxy proxy, int backend) {
        return proxy.health().pools().get(0).backends().get(backend).state();
    }

    private static int setAll(TextClient client) {
        int errors = 0;
        for (int i = 0; i < 20; i++) {
            errors += client.ask("set key" + i + " 0 0 1\r\nx").equals("STORED") ? 0 : 1;
        }
        return errors;
    }

    private static String keysLine() {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            keys.append(" key").append(i);
        }
        return keys.toString().strip();
    }
}
