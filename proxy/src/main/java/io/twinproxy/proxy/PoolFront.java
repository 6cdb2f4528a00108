package io.twinproxy.proxy;

import io.twinproxy.proxy.backend.Pool;
import io.twinproxy.proxy.protocol.Front;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a pool tells its clients of itself; any thread.
 *
 * @param of the figures for a pool of this name
 */
record PoolFront(Pool pool, String version, Function<String, Map<String, String>> of) implements Front {
    @Override
    public Optional<String> password() {
        return pool.route().config().redisAuth();
    }

    @Override
    public Map<String, String> figures() {
        return of.apply(pool.name());
    }
}
