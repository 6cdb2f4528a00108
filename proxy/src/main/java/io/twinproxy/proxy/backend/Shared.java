package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBufAllocator;
import io.twinproxy.proxy.tls.Handshakes;

/** What all loops of a proxy have in common. Any thread. */
public record Shared(
        Transport transport,
        ByteBufAllocator allocator,
        Names names,
        Handshakes handshakes,
        Descriptors descriptors,
        MemoryBound memory) {}
