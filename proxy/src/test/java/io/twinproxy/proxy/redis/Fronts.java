package io.twinproxy.proxy.redis;

import io.twinproxy.proxy.protocol.Front;
import java.util.Map;
import java.util.Optional;

/** Fronts for tests. */
record Fronts(Optional<String> password) implements Front {
    static final Front OPEN = new Fronts(Optional.empty());

    @Override
    public String version() {
        return "test";
    }

    @Override
    public Map<String, String> figures() {
        return Map.of("pool", "p");
    }
}
