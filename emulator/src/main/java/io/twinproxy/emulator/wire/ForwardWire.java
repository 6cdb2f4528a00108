package io.twinproxy.emulator.wire;

import io.twinproxy.emulator.core.Routing;
import io.twinproxy.emulator.core.TargetId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * Carries TCP connections to whoever holds an endpoint, without any privilege.
 *
 * <p>One thread does all carrying. A change is handed to it and waited for, so a call that moved an interface is
 * answered after the wire has switched: what was carried is reset, and new connections go the new way.
 */
public final class ForwardWire implements Wire {
    private final Addresses addresses;
    private final ForwardLoop loop;

    public ForwardWire(Addresses addresses) throws IOException {
        this(addresses, Unheld.RESET, Duration.ofSeconds(3));
    }

    /** What happens to connections while nobody holds the endpoint, and for how long they hang if they do. */
    public ForwardWire(Addresses addresses, Unheld unheld, Duration hangMax) throws IOException {
        this.addresses = addresses;
        this.loop = new ForwardLoop(unheld, hangMax);
    }

    /**
     * Listens for an interface; port 0 takes any free one. Several ports of an interface are several calls.
     *
     * @param instancePort the port of the holding instance, as the addresses know it
     * @return where clients connect
     */
    public InetSocketAddress networkInterface(
            String networkInterfaceId, InetSocketAddress listen, int instancePort, Optional<String> holder)
            throws IOException {
        Front front = new Front(networkInterfaceId, open(listen), instancePort, addresses);
        front.holder(holder);
        loop.add(front);
        return (InetSocketAddress) front.listening.getLocalAddress();
    }

    /** Listens for the load balancer of a target group; port 0 takes any free one. */
    public InetSocketAddress loadBalancer(Routing routing, InetSocketAddress listen) throws IOException {
        Front front = new Front(routing.targetGroupArn(), open(listen), 0, addresses);
        front.accepting(routing.accepting());
        loop.add(front);
        return (InetSocketAddress) front.listening.getLocalAddress();
    }

    private static ServerSocketChannel open(InetSocketAddress listen) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.configureBlocking(false);
            channel.bind(listen, ForwardLoop.BACKLOG);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void holderChanged(String networkInterfaceId, Optional<String> instanceId) {
        loop.change(networkInterfaceId, front -> front.holder(instanceId), carried -> true);
    }

    @Override
    public void routingChanged(Routing routing) {
        loop.change(routing.targetGroupArn(), front -> front.accepting(routing.accepting()), carried -> false);
    }

    @Override
    public void connectionsReset(String targetGroupArn, TargetId target) {
        loop.change(
                targetGroupArn,
                front -> {},
                carried -> carried.target.filter(target::equals).isPresent());
    }

    /** How many connections are carried now. */
    public int carried() {
        return loop.carried();
    }

    @Override
    public void close() {
        loop.close();
    }
}
