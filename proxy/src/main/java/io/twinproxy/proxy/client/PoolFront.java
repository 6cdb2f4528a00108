package io.twinproxy.proxy.client;

import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.backend.Pool;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.PoolField;
import java.util.Locale;
import java.util.Optional;

/** What a pool tells its clients of itself; any thread. */
record PoolFront(Pool pool, String version) implements Front {

    @Override
    public Optional<String> password() {
        return pool.route().config().redisAuth();
    }

    @Override
    public String report() {
        StringBuilder out = new StringBuilder();
        line(out, "pool", pool.name());
        for (PoolField field : PoolField.values()) {
            line(out, word(field), pool.total(field));
        }
        for (Backend backend : pool.route().backends()) {
            String name = "backend_" + backend.server().ringName() + "_";
            line(out, name + "state", word(backend.state()));
            for (BackendField field : BackendField.values()) {
                line(out, name + word(field), backend.total(field));
            }
        }
        return out.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void line(StringBuilder out, String name, Object value) {
        out.append(name).append(':').append(value).append("\r\n");
    }
}
