package io.twinproxy.lab;

import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.CloudListener;
import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.http.EmulatorServer;
import io.twinproxy.emulator.wire.AddressBook;
import io.twinproxy.emulator.wire.ForwardWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The cloud of a site: two instances and the interface between them, emulated in the tests' own process. */
final class SiteCloud implements AutoCloseable {
    static final String ENI = "eni-0123456789abcdef0";
    private static final String SUBNET = "subnet-0123456789abcdef0";
    private static final int PROXY_PORT = 22121;

    private final ForwardWire wire;
    private final EmulatorServer server;
    private final InetSocketAddress front;
    private final List<String> holders = new CopyOnWriteArrayList<>();
    private final AtomicInteger overlaps = new AtomicInteger();

    /** The first host's instance holds the interface, as if it had always been so. */
    SiteCloud(List<SiteHost> hosts) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Cloud cloud = new Cloud(System::nanoTime, 1, EmulatorSettings.fast());
        cloud.setup().subnet(SUBNET, SiteHost.ZONE, "10.0.0.0/24");
        AddressBook book = new AddressBook();
        for (int i = 0; i < hosts.size(); i++) {
            SiteHost host = hosts.get(i);
            cloud.setup().instance(host.instance(), SUBNET, "10.0.0." + (11 + i));
            book.port(host.instance(), PROXY_PORT, host.proxy());
        }
        String first = hosts.get(0).instance();
        cloud.setup().networkInterface(ENI, SUBNET, "10.0.0.100");
        cloud.setup().attach(ENI, first, 1);
        wire = new ForwardWire(book);
        cloud.listen(wire);
        front = wire.networkInterface(ENI, new InetSocketAddress(loopback, 0), PROXY_PORT, Optional.of(first));
        cloud.listen(new CloudListener() {
            private Optional<String> before = Optional.of(first);

            @Override
            public void holderChanged(String networkInterfaceId, Optional<String> instanceId) {
                if (before.isPresent() && instanceId.isPresent() && !before.equals(instanceId)) {
                    overlaps.incrementAndGet();
                }
                before = instanceId;
                instanceId.ifPresent(holders::add);
            }
        });
        server = EmulatorServer.start(cloud, new InetSocketAddress(loopback, 0), book);
    }

    URI endpoint() {
        return server.endpoint();
    }

    /** Where clients of the pair connect. */
    InetSocketAddress front() {
        return front;
    }

    /** The instance that holds the interface now. */
    Optional<String> holder() {
        return server.with(cloud -> cloud.holder(ENI));
    }

    /** How often the interface has gone to an instance since the start: what no record could hide. */
    int moves() {
        return holders.size();
    }

    /** How often it went to an instance while another still had it. */
    int overlaps() {
        return overlaps.get();
    }

    @Override
    public void close() {
        server.close();
        wire.close();
    }
}
