package io.twinproxy.proxy.cache;

import io.twinproxy.proxy.Memcached;
import org.junit.jupiter.api.AfterEach;

/** Real memcached keeps the contract. */
class MemcachedIT extends CacheContract {
    private Memcached memcached;

    @Override
    int port() {
        memcached = Memcached.launch();
        return memcached.port();
    }

    @AfterEach
    void stop() {
        if (memcached != null) {
            memcached.close();
        }
    }
}
