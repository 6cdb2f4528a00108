package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.Routing.Destination;
import io.twinproxy.emulator.core.Target.Phase;
import io.twinproxy.emulator.core.TargetGroup.TargetType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The present state of one target group: its settings, its targets, and where its traffic goes. */
final class Group {
    final SortedMap<TargetId, Target> targets = new TreeMap<>();
    final SortedSet<TargetId> cutOff = new TreeSet<>();
    private final EniTable table;
    private final Instances instances;
    private final SortedSet<String> loadBalancerAddresses;
    TargetGroup settings;
    Routing routing;
    List<TargetHealth> health = List.of();

    Group(TargetGroup settings, EniTable table, Instances instances, SortedSet<String> loadBalancerAddresses) {
        this.settings = settings;
        this.table = table;
        this.instances = instances;
        this.loadBalancerAddresses = loadBalancerAddresses;
        this.routing = new Routing(settings.arn(), false, List.of());
    }

    /** Who receives packets to a target: an instance by its primary address, an address wherever its ENI is. */
    Optional<String> instanceOf(TargetId target) {
        if (settings.targetType() == TargetType.INSTANCE) {
            return instances.find(target.id()).map(m -> m.enis.get(0)).flatMap(e -> table.holderOf(e.id));
        }
        return table.byAddress(target.id()).flatMap(e -> table.holderOf(e.id));
    }

    Optional<String> zoneOf(TargetId target) {
        return settings.targetType() == TargetType.INSTANCE
                ? instances.find(target.id()).map(m -> m.subnet.availabilityZone())
                : table.byAddress(target.id()).map(e -> e.subnet.availabilityZone());
    }

    /** Why a target is not used at all, whatever its health, or nothing. */
    private Optional<String> unusedBecause(TargetId target) {
        if (settings.loadBalancerArns().isEmpty()) {
            return Optional.of("Target.NotInUse");
        }
        if (!settings.zones().isEmpty()
                && zoneOf(target).filter(settings.zones()::contains).isEmpty()) {
            return Optional.of("Target.NotInUse");
        }
        if (settings.targetType() == TargetType.IP) {
            return loadBalancerAddresses.contains(target.id()) ? Optional.of("Target.IpUnusable") : Optional.empty();
        }
        boolean running = instances
                .find(target.id())
                .filter(m -> m.state == InstanceState.RUNNING)
                .isPresent();
        return running ? Optional.empty() : Optional.of("Target.InvalidState");
    }

    TargetHealth healthOf(Target target) {
        if (target.phase == Phase.DRAINING) {
            return new TargetHealth(target.id, "draining", "Target.DeregistrationInProgress");
        }
        Optional<String> unused = unusedBecause(target.id);
        if (unused.isPresent()) {
            return new TargetHealth(target.id, "unused", unused.get());
        }
        if (target.phase == Phase.REGISTERING) {
            return new TargetHealth(target.id, "initial", "Elb.RegistrationInProgress");
        }
        if (!settings.healthCheck().enabled()) {
            return new TargetHealth(target.id, "unavailable", "Target.HealthCheckDisabled");
        }
        return switch (target.phase) {
            case CHECKING -> new TargetHealth(target.id, "initial", "Elb.InitialHealthChecking");
            case HEALTHY -> new TargetHealth(target.id, "healthy", "");
            default ->
                new TargetHealth(
                        target.id,
                        target.unhealthyDraining ? "unhealthy.draining" : "unhealthy",
                        target.reason.reason());
        };
    }

    List<TargetHealth> healthNow() {
        return targets.values().stream().map(this::healthOf).toList();
    }

    private static boolean good(TargetHealth health) {
        return health.state().equals("healthy") || health.state().equals("unavailable");
    }

    /**
     * Where new connections go: to the healthy; to all that are checked when none is healthy, for a load balancer that
     * has nobody to prefer tries everybody; and for a while to those just removed.
     */
    Routing routingNow() {
        List<Destination> healthy = new ArrayList<>();
        List<Destination> checked = new ArrayList<>();
        List<Destination> lingering = new ArrayList<>();
        for (Target target : targets.values()) {
            Destination destination = new Destination(target.id, instanceOf(target.id));
            TargetHealth health = healthOf(target);
            if (target.phase == Phase.DRAINING) {
                if (target.lingers) {
                    lingering.add(destination);
                }
            } else if (good(health)) {
                healthy.add(destination);
            } else if (!health.state().equals("unused") && target.checked()) {
                checked.add(destination);
            }
        }
        boolean failOpen = healthy.isEmpty() && failsOpen();
        List<Destination> accepting = new ArrayList<>(failOpen ? checked : healthy);
        accepting.addAll(lingering);
        return new Routing(settings.arn(), failOpen, accepting);
    }

    /** A classic load balancer, which alone goes by a name and no ARN, refuses where nobody is healthy. */
    private boolean failsOpen() {
        return settings.arn().startsWith("arn:");
    }

    /** Targets whose carried connections are reset for being unhealthy: none while failing open. */
    SortedSet<TargetId> cutOffNow(Routing current) {
        SortedSet<TargetId> cut = new TreeSet<>();
        if (!current.failOpen() && settings.unhealthyTermination()) {
            targets.values().stream().filter(t -> t.phase == Phase.UNHEALTHY).forEach(t -> cut.add(t.id));
        }
        return cut;
    }

    /** Zones whose address the load balancer's name resolves to. */
    List<String> zonesInDns(List<String> enabled) {
        if (settings.crossZone() || routing.failOpen()) {
            return enabled;
        }
        Set<String> serving = new TreeSet<>();
        routing.accepting().forEach(d -> zoneOf(d.target()).ifPresent(serving::add));
        return enabled.stream().filter(serving::contains).toList();
    }
}
