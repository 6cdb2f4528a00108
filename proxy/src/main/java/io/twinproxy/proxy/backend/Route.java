package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.hash.Placement;
import java.util.List;

/**
 * A pool as of one moment: its settings, its backends in ring order and where keys go. Immutable; a change is a new route,
 * and every request is routed by exactly one.
 */
public record Route(PoolConfig config, List<Backend> backends, Placement placement) {

    public Route {
        backends = List.copyOf(backends);
    }

    /**
     * The index of the backend for a key in a buffer, or {@link Placement#NOWHERE}.
     *
     * @param scratch room for a key; a longer one gets room of its own
     */
    public int backendOf(ByteBuf bytes, int start, int length, byte[] scratch) {
        byte[] key = length <= scratch.length ? scratch : new byte[length];
        bytes.getBytes(start, key, 0, length);
        return placement.serverOf(key, 0, length);
    }
}
