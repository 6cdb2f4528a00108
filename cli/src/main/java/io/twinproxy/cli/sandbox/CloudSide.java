package io.twinproxy.cli.sandbox;

import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.CloudListener;
import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.core.HealthCheckSettings;
import io.twinproxy.emulator.core.LoadBalancer;
import io.twinproxy.emulator.core.TargetGroup;
import io.twinproxy.emulator.core.TargetId;
import io.twinproxy.emulator.http.EmulatorServer;
import io.twinproxy.emulator.wire.AddressBook;
import io.twinproxy.emulator.wire.ForwardWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The cloud of a sandbox: the emulator behind the real protocol, and a wire that makes what it says true. */
final class CloudSide implements AutoCloseable {
    static final String ZONE = "us-east-1a";
    static final String REGION = "us-east-1";
    static final String ENI = "eni-0123456789abcdef0";

    /** The ports as the instances have them; the address book says where they really are. */
    private static final int PROXY_PORT = 22121;

    private static final int HEALTH_PORT = 2525;
    private static final String SPARE_ENI = "eni-0eeeeeeeeeeeeeeee";
    private static final String SPARE_INSTANCE = "i-0eeeeeeeeeeeeeeee";
    private static final String SUBNET = "subnet-0123456789abcdef0";
    private static final String IP = "10.0.0.100";
    private static final String ALLOCATION = "eipalloc-0123456789abcdef0";
    private static final String ROUTED_IP = "192.0.2.10";
    private static final String ROUTE_TABLE = "rtb-0123456789abcdef0";
    private static final String CLASSIC = "sandbox";
    private static final String BALANCER =
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/sandbox/0123456789abcdef";

    private final EndpointKind kind;
    private final boolean slow;
    private final Cloud cloud;
    private final ForwardWire wire;
    private final EmulatorServer server;
    private final InetSocketAddress front;
    private final Optional<String> targetGroup;

    private CloudSide(
            EndpointKind kind,
            boolean slow,
            Cloud cloud,
            ForwardWire wire,
            EmulatorServer server,
            InetSocketAddress front,
            Optional<String> targetGroup) {
        this.kind = kind;
        this.slow = slow;
        this.cloud = cloud;
        this.wire = wire;
        this.server = server;
        this.front = front;
        this.targetGroup = targetGroup;
    }

    /** Two instances; the endpoint is with the first of the hosts, as if it had always been so. */
    static CloudSide start(EndpointKind kind, boolean slow, List<HostPorts> hosts, int frontPort) throws IOException {
        EmulatorSettings settings = slow ? EmulatorSettings.ec2() : EmulatorSettings.fast();
        Cloud cloud = new Cloud(System::nanoTime, 1, settings);
        cloud.setup().subnet(SUBNET, ZONE, "10.0.0.0/24");
        cloud.setup().instance(SPARE_INSTANCE, SUBNET, "10.0.0.13");
        cloud.setup().networkInterface(SPARE_ENI, SUBNET, "10.0.0.101");
        AddressBook book = new AddressBook();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int i = 0; i < hosts.size(); i++) {
            HostPorts host = hosts.get(i);
            cloud.setup().instance(host.instance(), SUBNET, "10.0.0." + (11 + i));
            book.port(host.instance(), PROXY_PORT, new InetSocketAddress(loopback, host.proxyPort()));
            book.port(host.instance(), HEALTH_PORT, new InetSocketAddress(loopback, host.healthPort()));
        }
        ForwardWire wire = new ForwardWire(book);
        InetSocketAddress listen = new InetSocketAddress(loopback, frontPort);
        Optional<String> group = Optional.empty();
        InetSocketAddress front;
        String first = hosts.get(0).instance();
        if (kind == EndpointKind.ENI) {
            cloud.setup().networkInterface(ENI, SUBNET, "10.0.0.100");
            cloud.setup().attach(ENI, first, 1);
            cloud.listen(wire);
            front = wire.networkInterface(ENI, listen, PROXY_PORT, Optional.of(first));
        } else if (kind.mapped()) {
            String name = mapping(cloud, kind, hosts);
            cloud.listen(wire);
            front = wire.networkInterface(name, listen, PROXY_PORT, Optional.of(first));
        } else {
            group = Optional.of(
                    kind == EndpointKind.CLASSIC_ELB
                            ? classic(cloud, slow, first)
                            : targetGroup(cloud, kind, slow, hosts));
            cloud.listen(wire);
            front = wire.loadBalancer(cloud.routing(group.get()), listen);
        }
        EmulatorServer server = EmulatorServer.start(cloud, new InetSocketAddress(loopback, 0), book);
        return new CloudSide(kind, slow, cloud, wire, server, front, group);
    }

    /** An address led to the first host; gives the name that the wire hears it called. */
    private static String mapping(Cloud cloud, EndpointKind kind, List<HostPorts> hosts) {
        String own = cloud.addresses().primaryInterface(hosts.get(0).instance());
        switch (kind) {
            case SECONDARY_IP -> {
                cloud.addresses().secondaryAddress(IP, own);
                return Cloud.addressName(IP, SUBNET);
            }
            case ELASTIC_IP -> {
                cloud.addresses().elasticAddress(ALLOCATION, Optional.of(own));
                return ALLOCATION;
            }
            default -> {
                for (HostPorts host : hosts) {
                    cloud.addresses().unchecked(cloud.addresses().primaryInterface(host.instance()));
                }
                cloud.addresses().routeTable(ROUTE_TABLE).route(ROUTE_TABLE, ROUTED_IP + "/32", own);
                return Cloud.routeName(ROUTE_TABLE, ROUTED_IP + "/32");
            }
        }
    }

    private static String classic(Cloud cloud, boolean slow, String first) {
        cloud.addresses().classicBalancer(CLASSIC, PROXY_PORT, check(slow, "/")).registered(CLASSIC, first);
        return CLASSIC;
    }

    private static HealthCheckSettings check(boolean slow, String path) {
        Duration interval = slow ? Duration.ofSeconds(5) : Duration.ofMillis(100);
        Duration timeout = slow ? Duration.ofSeconds(2) : Duration.ofMillis(100);
        return HealthCheckSettings.http(HEALTH_PORT, path)
                .every(interval, timeout)
                .thresholds(2, 2);
    }

    private static String targetGroup(Cloud cloud, EndpointKind kind, boolean slow, List<HostPorts> hosts) {
        boolean gate = kind == EndpointKind.TARGET_GROUP_GATE;
        TargetGroup group = TargetGroup.tcp("sandbox", PROXY_PORT, TargetGroup.TargetType.INSTANCE)
                .withHealthCheck(check(slow, gate ? "/active" : "/"))
                .behind(List.of(BALANCER));
        cloud.setup().loadBalancer(new LoadBalancer(BALANCER, "sandbox", List.of(ZONE), List.of("10.0.0.200")));
        cloud.setup().targetGroup(group);
        for (HostPorts host : gate ? hosts : hosts.subList(0, 1)) {
            cloud.setup().target(group.arn(), new TargetId(host.instance(), PROXY_PORT));
        }
        return group.arn();
    }

    URI endpoint() {
        return server.endpoint();
    }

    /** As used to being asked as the real one is; only where no delays are added, which would outweigh it by far. */
    void warm() throws IOException {
        if (!slow) {
            new CloudWarmth(endpoint()).warm(SPARE_ENI, SPARE_INSTANCE);
        }
    }

    /** Where clients connect. */
    InetSocketAddress front() {
        return front;
    }

    /** The endpoint as it stands in the pair's file. */
    String declaration() {
        String address = ", address: '" + front.getAddress().getHostAddress() + ":" + front.getPort() + "'}";
        String moves = switch (kind) {
            case ENI -> "network-interface: " + ENI + ", device-index: 1";
            case SECONDARY_IP -> "ip: " + IP + ", subnet: " + SUBNET;
            case ELASTIC_IP -> "allocation: " + ALLOCATION;
            case ROUTE -> "ip: " + ROUTED_IP + ", route-tables: [" + ROUTE_TABLE + "]";
            case CLASSIC_ELB -> "load-balancer: " + CLASSIC;
            case TARGET_GROUP, TARGET_GROUP_GATE -> "target-group: '" + targetGroup.orElseThrow() + "'";
            case COMMAND -> throw new IllegalStateException("a sandbox has no endpoint of kind command");
        };
        return "{kind: " + kind.word() + ", " + moves + address;
    }

    /** Hears each change of the interface's holder, in the middle of the call that makes it. */
    void onHolderChange(java.util.function.Consumer<Optional<String>> listener) {
        cloud.listen(new CloudListener() {
            @Override
            public void holderChanged(String networkInterfaceId, Optional<String> instanceId) {
                listener.accept(instanceId);
            }
        });
    }

    @Override
    public void close() {
        server.close();
        wire.close();
    }
}
