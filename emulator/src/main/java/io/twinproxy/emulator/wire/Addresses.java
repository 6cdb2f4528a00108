package io.twinproxy.emulator.wire;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Where on this machine a port of an instance really is. Called from several threads at once. */
@FunctionalInterface
public interface Addresses {
    Optional<InetSocketAddress> of(String instanceId, int port);
}
