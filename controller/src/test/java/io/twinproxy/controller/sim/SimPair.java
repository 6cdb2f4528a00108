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
    OptionalLong pausedSince = OptionalLong.empty();
    private final Cloud cloud;
    private final SimWorld world;

    SimPair(SimWorld world, Cloud cloud, Shape.Plan plan, int number, String timings) {
        this.world = world;
        this.cloud = cloud;
        this.name = plan.name();
        this.kind = plan.kind();
        this.networkInterface = "eni-" + (1230 + number);
        TargetGroup group = group(plan);
        this.targetGroup = group.arn();
        this.spec = SPECS.computeIfAbsent(yaml(plan, timings), SimPair::parse);
        if (kind == EndpointKind.ENI) {
            cloud.setup().networkInterface(networkInterface, "subnet-1", "10.0.9." + (10 + number));
        } else {
            cloud.setup().targetGroup(group);
        }
        for (int i = 0; i < plan.hosts(); i++) {
            String letter = String.valueOf((char) ('a' + i));
            String instance = "i-" + number + letter;
            String host = (number == 1 ? "host-" : "host-" + number) + letter;
            cloud.setup().instance(instance, "subnet-1", "10.0." + number + "." + (10 + i));
            hosts.add(new SimHost(world, this, host, instance));
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
        String endpoint = kind == EndpointKind.ENI
                ? "network-interface: " + networkInterface + ", force-after: 3s"
                : "target-group: '" + targetGroup + "'";
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

    Optional<SimHost> on(String instance) {
        return hosts.stream().filter(h -> h.instance.equals(instance)).findFirst();
    }

    /** The hosts that new connections to the endpoint reach, as the cloud really has it. */
    List<SimHost> reached() {
        if (kind == EndpointKind.ENI) {
            return cloud.holder(networkInterface).flatMap(this::on).stream().toList();
        }
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
