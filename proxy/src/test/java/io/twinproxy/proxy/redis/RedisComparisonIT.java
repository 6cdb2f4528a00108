package io.twinproxy.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.twinproxy.proxy.Proxies;
import io.twinproxy.proxy.Proxy;
import io.twinproxy.proxy.Redis;
import io.twinproxy.proxy.RespClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One server asked directly, through the proxy, and through the proxy with two more: all say the same. A hundred thousand
 * commands are too many to have every buffer watched; {@link RealRedisIT} does that. Skipped where there is no Redis.
 */
@Tag("once")
class RedisComparisonIT {
    private static final int BATCH = 200;

    private static ResourceLeakDetector.Level before;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void watchLess() {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @AfterAll
    static void watchAgain() {
        ResourceLeakDetector.setLevel(before);
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

    private Redis redis() {
        return closing(Redis.launch());
    }

    private RespClient client(String settings, Redis... servers) {
        int[] ports = new int[servers.length];
        for (int i = 0; i < ports.length; i++) {
            ports[i] = servers[i].port();
        }
        Proxy proxy = closing(Proxies.start(Proxies.config("redis: true\n" + settings, ports)));
        return closing(new RespClient(Proxies.port(proxy)));
    }

    /** As RESP2, and as RESP3. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void repliesEqualThoseOfASingleServer(int version) {
        List<RespClient> clients = List.of(
                closing(new RespClient(redis().port())),
                client("", redis()),
                client("hash: murmur\nhash_tag: '{}'", redis(), redis(), redis()));
        for (RespClient client : clients) {
            assertThat(client.ask("hello " + version)).contains("proto|:" + version + "|");
        }
        long seed = Long.getLong("seed", 42L);
        Random random = new Random(seed);
        RedisCommands commands = new RedisCommands(random);
        int batches = version == 2 ? 425 : 100;
        for (int batch = 0; batch < batches; batch++) {
            List<String[]> asked = new ArrayList<>();
            StringBuilder wire = new StringBuilder();
            for (int i = 0; i < BATCH; i++) {
                asked.add(commands.next());
                wire.append(RespClient.wire(asked.get(i)));
            }
            List<CompletableFuture<Void>> sending = new ArrayList<>();
            clients.forEach(c -> sending.add(CompletableFuture.runAsync(() -> c.send(wire.toString()))));
            for (String[] words : asked) {
                String expected = clients.get(0).reply();
                for (RespClient client : clients.subList(1, clients.size())) {
                    assertThat(client.reply())
                            .as("seed %d, batch %d: %s", seed, batch, String.join(" ", words))
                            .isEqualTo(expected);
                }
            }
            sending.forEach(CompletableFuture::join);
        }
    }
}
