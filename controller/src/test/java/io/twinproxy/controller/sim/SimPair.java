package io.twinproxy.controller.sim;

import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.GuestInterface;
import io.twinproxy.emulator.core.HealthCheckSettings;
import io.twinproxy.emulator.core.LoadBalancer;
import io.twinproxy.emulator.core.Probe;
import io.twinproxy.emulator.core.Routing;
import io.twinproxy.emulator.core.TargetGroup;
import io.twinproxy.emulator.core.TargetId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A pair in the world: its hosts, its endpoint as the cloud really has it, and what its operator last asked. */
public final class SimPair {
    private static final Map<String, PairSpec> SPECS = new ConcurrentHashMap<>();

    public final String name;
    public final EndpointKind kind;
    final PairSpec spec;
    final List<SimHost> hosts = new ArrayList<>();
    final String networkInterface;
    final String targetGroup;
    final boolean fallback;
    final String address;
    final String allocation;
    final List<String> tables;
    private final SortedMap<String, String> interfaces = new TreeMap<>();
    OptionalLong pausedSince = OptionalLong.empty();
    private final Cloud cloud;
    private final SimWorld world;

    SimPair(SimWorld world, Cloud cloud, Shape.Plan plan, int number, String timings) {
        this.world = world;
        this.cloud = cloud;
        this.name = plan.name();
        this.kind = plan.kind();
        this.networkInterface = "eni-" + (1230 + number);
        this.fallback = plan.fallback();
        this.address = (kind == EndpointKind.ROUTE ? "192.0.2." : "10.0.7.") + (10 + number);
        this.allocation = "eipalloc-" + number;
        this.tables = List.of("rtb-" + number + "a", "rtb-" + number + "b");
        TargetGroup group = group(plan);
        this.targetGroup = kind == EndpointKind.CLASSIC_ELB ? plan.name() : group.arn();
        this.spec = SPECS.computeIfAbsent(yaml(plan, timings), SimPair::parse);
        switch (kind) {
            case ENI -> {
                cloud.setup().networkInterface(networkInterface, "subnet-1", "10.0.9." + (10 + number));
                if (fallback) {
                    cloud.addresses().secondaryAddress(address, networkInterface);
                }
            }
            case TARGET_GROUP, TARGET_GROUP_GATE -> cloud.setup().targetGroup(group);
            case CLASSIC_ELB -> cloud.addresses().classicBalancer(targetGroup, SimHost.PORT, group.healthCheck());
            case ELASTIC_IP -> cloud.addresses().elasticAddress(allocation, Optional.empty());
            case ROUTE -> tables.forEach(cloud.addresses()::routeTable);
            default -> {}
        }
        for (int i = 0; i < plan.hosts(); i++) {
            String letter = String.valueOf((char) ('a' + i));
            String instance = "i-" + number + letter;
            String host = (number == 1 ? "host-" : "host-" + number) + letter;
            cloud.setup().instance(instance, "subnet-1", "10.0." + number + "." + (10 + i));
            hosts.add(new SimHost(world, this, host, instance));
            String own = cloud.addresses().primaryInterface(instance);
            interfaces.put(own, instance);
            if (kind == EndpointKind.ROUTE) {
                cloud.addresses().unchecked(own);
            }
        }
        if (kind == EndpointKind.TARGET_GROUP_GATE) {
            hosts.forEach(h -> cloud.setup().target(targetGroup, new TargetId(h.instance, SimHost.PORT)));
        }
    }

    private static TargetGroup group(Shape.Plan plan) {
        HealthCheckSettings check = HealthCheckSettings.http(2525, "/active")
                .every(Duration.ofMillis(500), Duration.ofMillis(400))
                .thresholds(2, 2);
        String balancer = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/" + plan.name();
        return TargetGroup.tcp(plan.name(), SimHost.PORT, TargetGroup.TargetType.INSTANCE)
                .withHealthCheck(check)
                .behind(List.of(balancer));
    }

    private String yaml(Shape.Plan plan, String timings) {
        String endpoint = switch (kind) {
            case ENI ->
                "network-interface: " + networkInterface + ", force-after: 3s"
                        + (fallback ? ", fallback: {ip: " + address + ", subnet: subnet-1}" : "");
            case SECONDARY_IP -> "ip: " + address + ", subnet: subnet-1";
            case ELASTIC_IP -> "allocation: " + allocation;
            case ROUTE -> "ip: " + address + ", route-tables: " + tables;
            case CLASSIC_ELB -> "load-balancer: " + targetGroup;
            case TARGET_GROUP, TARGET_GROUP_GATE -> "target-group: '" + targetGroup + "'";
            case COMMAND -> throw new IllegalArgumentException("commands are not simulated");
        };
        return "pair: " + plan.name() + "\nendpoint: {kind: " + kind.word() + ", " + endpoint + ", address: 'endpoint-"
                + plan.name() + ":11211'}\ntimings: {" + timings + "}\n";
    }

    private static PairSpec parse(String yaml) {
        try {
            return PairSpec.parse(yaml, "sim");
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }

    public List<SimHost> hosts() {
        return List.copyOf(hosts);
    }

    public SimHost host(String host) {
        return hosts.stream().filter(h -> h.name.equals(host)).findFirst().orElseThrow();
    }

    /** The host whose own primary interface it is. */
    Optional<SimHost> owning(String own) {
        return Optional.ofNullable(interfaces.get(own)).flatMap(this::on);
    }

    String primary(SimHost host) {
        return interfaces.entrySet().stream()
                .filter(e -> e.getValue().equals(host.instance))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** Whether a load balancer decides who is reached. */
    boolean balanced() {
        return !kind.mapped() && kind != EndpointKind.ENI;
    }

    /** Whether the fallback's address has left the interface for the host's own one. */
    boolean fallenBackTo(SimHost host) {
        return fallback
                && cloud.addressHolder(address, "subnet-1").equals(Optional.of(host.instance))
                && !guestHas(host);
    }

    Optional<SimHost> on(String instance) {
        return hosts.stream().filter(h -> h.instance.equals(instance)).findFirst();
    }

    /** The hosts that new connections to the endpoint reach, as the cloud really has it. */
    List<SimHost> reached() {
        return switch (kind) {
            case ENI -> hosts(fallback ? cloud.addressHolder(address, "subnet-1") : cloud.holder(networkInterface));
            case SECONDARY_IP -> hosts(cloud.addressHolder(address, "subnet-1"));
            case ELASTIC_IP -> hosts(cloud.elasticHolder(allocation));
            case ROUTE ->
                tables.stream()
                        .flatMap(t -> hosts(cloud.routeHolder(t, address + "/32")).stream())
                        .distinct()
                        .toList();
            case TARGET_GROUP, TARGET_GROUP_GATE, CLASSIC_ELB, COMMAND -> routed();
        };
    }

    private List<SimHost> hosts(Optional<String> instance) {
        return instance.flatMap(this::on).stream().toList();
    }

    private List<SimHost> routed() {
        return cloud.routing(targetGroup).accepting().stream()
                .map(Routing.Destination::target)
                .flatMap(t -> on(t.id()).stream())
                .toList();
    }

    /** The one host that new connections reach; empty when there is none, or more than one. */
    public Optional<SimHost> holder() {
        List<SimHost> reached = reached();
        return reached.size() == 1 ? Optional.of(reached.get(0)) : Optional.empty();
    }

    boolean servedThroughTheEndpoint() {
        return holder().map(SimHost::serves).orElse(false);
    }

    /** Whether the host's operating system shows the interface that moves. */
    boolean guestHas(SimHost host) {
        boolean shows = false;
        for (GuestInterface device : cloud.guestInterfaces(host.instance)) {
            shows |= device.networkInterfaceId().equals(networkInterface);
        }
        return world.tampering().guestHas(host, shows);
    }

    /** What the load balancer's health check of a target meets. */
    Probe.Result check(Probe probe) {
        Optional<SimHost> host = probe.instanceId().flatMap(this::on);
        if (host.isEmpty() || host.get().proc().paused()) {
            return Probe.Result.TIMEOUT;
        }
        boolean passes = host.get().serves()
                && (kind != EndpointKind.TARGET_GROUP_GATE || host.get().saysActive());
        return passes ? Probe.Result.OK : Probe.Result.FAILED;
    }

    LoadBalancer balancer() {
        return new LoadBalancer(
                "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/" + name,
                name,
                List.of("az1"),
                List.of("10.0.8." + name.length()));
    }
}
