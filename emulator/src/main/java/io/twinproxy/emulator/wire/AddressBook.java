package io.twinproxy.emulator.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Addresses written down by hand: for one port of an instance, or for the instance with its ports as they are. */
public final class AddressBook implements Addresses {
    private final Map<String, InetSocketAddress> ports = new ConcurrentSkipListMap<>();
    private final Map<String, InetAddress> hosts = new ConcurrentSkipListMap<>();

    /** A port of an instance is really at this address and port. */
    public AddressBook port(String instanceId, int port, InetSocketAddress address) {
        ports.put(instanceId + ":" + port, address);
        return this;
    }

    /** Every port of an instance that is not written down otherwise is the same port of this address. */
    public AddressBook host(String instanceId, InetAddress address) {
        hosts.put(instanceId, address);
        return this;
    }

    @Override
    public Optional<InetSocketAddress> of(String instanceId, int port) {
        Optional<InetSocketAddress> exact = Optional.ofNullable(ports.get(instanceId + ":" + port));
        return exact.or(() -> Optional.ofNullable(hosts.get(instanceId)).map(h -> new InetSocketAddress(h, port)));
    }
}
