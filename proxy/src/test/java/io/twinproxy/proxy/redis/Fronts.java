package io.twinproxy.proxy.redis;

import io.twinproxy.proxy.protocol.Front;
import java.util.Optional;

/** Fronts for tests. */
record Fronts(Optional<String> password) implements Front {
    static final Front OPEN = new Fronts(Optional.empty());

    @Override
    public String version() {
        return "test";
    }

    @Override
    public String report() {
        return "pool:p\r\n";
    }
}
