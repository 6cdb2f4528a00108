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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The cloud of {@code lab/packages/fleet}, a program of its own: instances at the addresses given, the first of which
 * holds an interface that clients reach at port 22121 of {@code LISTEN}; its API is at loopback. It prints a line for
 * each change of the holder.
 */
public final class FleetCloud {
    private static final String ENI = "eni-0123456789abcdef0";
    private static final String SUBNET = "subnet-0123456789abcdef0";
    private static final String ZONE = "eu-west-1a";
    private static final int PROXY_PORT = 22121;
    private static final int API_PORT = 4566;

    private FleetCloud() {}

    /** Of {@code LISTEN INSTANCE=ADDRESS …}; runs until it is ended. */
    @SuppressWarnings("try") // The server is there to be closed.
    public static void main(String[] args) throws IOException, InterruptedException {
        InetAddress listen = InetAddress.getByName(args[0]);
        Cloud cloud = new Cloud(System::nanoTime, 1, EmulatorSettings.fast());
        cloud.setup().subnet(SUBNET, ZONE, "10.0.0.0/24");
        cloud.setup().networkInterface(ENI, SUBNET, "10.0.0.100");
        AddressBook book = new AddressBook();
        for (int i = 1; i < args.length; i++) {
            String[] parts = args[i].split("=", 2);
            cloud.setup().instance(parts[0], SUBNET, "10.0.0." + (10 + i));
            book.host(parts[0], InetAddress.getByName(parts[1]));
        }
        String first = args[1].split("=", 2)[0];
        cloud.setup().attach(ENI, first, 1);
        try (ForwardWire wire = new ForwardWire(book);
                EmulatorServer server = EmulatorServer.start(
                        cloud, new InetSocketAddress(InetAddress.getLoopbackAddress(), API_PORT), book)) {
            cloud.listen(wire);
            cloud.listen(new CloudListener() {
                @Override
                public void holderChanged(String networkInterfaceId, Optional<String> instanceId) {
                    System.out.println("holder " + instanceId.orElse("-"));
                }
            });
            wire.networkInterface(ENI, new InetSocketAddress(listen, PROXY_PORT), PROXY_PORT, Optional.of(first));
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
    }
}
