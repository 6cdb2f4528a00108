package io.twinproxy.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.proxy.TextClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuiltinCacheTest extends CacheContract {
    private BuiltinCache cache;

    @Override
    int port() throws Exception {
        cache = BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4 << 20);
        return cache.port();
    }

    @AfterEach
    void stop() {
        cache.close();
    }

    @Test
    void forgetsTheLeastRecentlyUsedWhenFull() {
        String value = "x".repeat(900_000);
        try (TextClient client = new TextClient(cache.port())) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.ask("set k" + i + " 0 0 900000\r\n" + value)).isEqualTo("STORED");
                assertThat(client.ask("get k0")).startsWith("VALUE k0");
            }
            assertThat(client.ask("get k1")).isEqualTo("END");
            assertThat(client.ask("get k5")).startsWith("VALUE k5");
        }
    }

    @Test
    void namesThePortThatIsTaken() {
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), cache.port());
        assertThatThrownBy(() -> BuiltinCache.start(taken, 1)).hasMessageContaining("" + cache.port());
    }
}
