package io.twinproxy.proxy.cache;

import io.twinproxy.proxy.Proxies;
import io.twinproxy.proxy.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A proxy over three nodes looks like one node. */
class ProxyOverBuiltinCachesTest extends CacheContract {
    private final List<BuiltinCache> caches = new ArrayList<>();
    private Proxy proxy;

    @Override
    int port() throws Exception {
        for (int i = 0; i < 3; i++) {
            caches.add(BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4 << 20));
        }
        proxy = Proxies.start(Proxies.config(
                "distribution: modula",
                caches.stream().mapToInt(BuiltinCache::port).toArray()));
        return Proxies.port(proxy);
    }

    @AfterEach
    void stop() {
        proxy.close();
        caches.forEach(BuiltinCache::close);
    }
}
