package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.backend.Names;
import io.twinproxy.proxy.cache.BuiltinCache;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.stats.PoolField;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a name server does must not be taken for what a backend does. */
class NameServerTest {
    private static final String HOST = "cache.test";

    private enum Mood {
        WELL,
        FAILING,
        SILENT
    }

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch silence = new CountDownLatch(1);
    private volatile Mood mood = Mood.WELL;
    private BuiltinCache cache;

    @BeforeEach
    void startCache() throws Exception {
        cache = cacheAt(0);
    }

    @AfterEach
    void closeCache() {
        silence.countDown();
        cache.close();
    }

    private static BuiltinCache cacheAt(int port) throws Exception {
        return BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1 << 20);
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        Mood now = mood;
        asked.incrementAndGet();
        if (now == Mood.SILENT) {
            try {
                silence.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (now != Mood.WELL) {
            throw new UnknownHostException(host);
        }
        return List.of(InetAddress.getLoopbackAddress());
    }

    private Proxy proxy() throws ProxyException {
        ProxyConfig config = Proxies.parse("""
                pool:
                  listen: h:1
                  timeout: 200
                  auto_eject_hosts: true
                  server_failure_limit: 1
                  server_retry_timeout: 50
                  servers: ["%s:%d:1"]
                """.formatted(HOST, cache.port()));
        return Proxy.start(
                config, Proxies.options().withProbeInterval(Duration.ofMillis(50)), new Names(this::resolve), "edge-1");
    }

    private static int live(Proxy proxy) {
        return proxy.health().pools().get(0).live();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mood.class,
            names = {"FAILING", "SILENT"})
    void healthyBackendStaysInWhenItsNameCannotBeLookedUp(Mood trouble) throws Exception {
        try (Proxy proxy = proxy();
                TextClient client = new TextClient(Proxies.port(proxy))) {
            assertThat(client.ask("get k")).isEqualTo("END");
            mood = trouble;
            int before = asked.get();
            Awaitility.await().until(() -> asked.get() >= before + (trouble == Mood.FAILING ? 4 : 1));
            // Longer than the pool's timeout, with many probes in it.
            Awaitility.await()
                    .during(Duration.ofMillis(600))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> live(proxy) == 1 && client.ask("get k").equals("END"));
            assertThat(proxy.stats().pools().get(0).get(PoolField.SERVER_EJECTS))
                    .isZero();
        }
    }

    @Test
    void ejectedBackendComesBackAtItsLastAddressWithoutANameServer() throws Exception {
        try (Proxy proxy = proxy();
                TextClient client = new TextClient(Proxies.port(proxy))) {
            assertThat(client.ask("get k")).isEqualTo("END");
            assertThat(proxy.statsJson()).contains("\"source\":\"edge-1\"");
            int port = cache.port();
            cache.close();
            Awaitility.await().until(() -> live(proxy) == 0);
            mood = Mood.FAILING;
            cache = cacheAt(port);
            Awaitility.await().until(() -> live(proxy) == 1);
            assertThat(client.ask("get k")).isEqualTo("END");
        }
    }

    @Test
    void backendWhoseNameNeverResolvedIsEjectedByItsProbe() throws Exception {
        mood = Mood.FAILING;
        try (Proxy proxy = proxy()) {
            Awaitility.await().until(() -> live(proxy) == 0);
            mood = Mood.WELL;
            Awaitility.await().until(() -> live(proxy) == 1);
        }
    }
}
