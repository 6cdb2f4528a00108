package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.JournalEntry.Kind;
import io.twinproxy.emulator.core.Target.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Target groups and load balancers: making, describing and changing them, and telling where traffic goes. */
final class TargetGroups {
    private static final Duration DEREGISTRATION_MAX = Duration.ofHours(1);

    private final World world;
    private final Calls calls;
    private final Networks networks;
    private final EniTable table;
    private final Instances instances;
    private final SortedMap<String, Group> groups = new TreeMap<>();
    private final SortedMap<String, LoadBalancer> loadBalancers = new TreeMap<>();
    private final SortedSet<String> loadBalancerAddresses = new TreeSet<>();
    private final History<List<TargetHealth>> history = new History<>();

    TargetGroups(World world, Calls calls, Networks networks, EniTable table, Instances instances) {
        this.world = world;
        this.calls = calls;
        this.networks = networks;
        this.table = table;
        this.instances = instances;
    }

    Group require(String arn) {
        return Optional.ofNullable(groups.get(arn))
                .orElseThrow(CloudError.refusal("TargetGroupNotFound", "Target groups '" + arn + "' not found"));
    }

    History<List<TargetHealth>> history() {
        return history;
    }

    void add(TargetGroup settings) {
        Group group = new Group(settings, table, instances, loadBalancerAddresses);
        if (groups.putIfAbsent(settings.arn(), group) != null) {
            throw new IllegalArgumentException("target group " + settings.arn() + " exists already");
        }
        history.put(settings.arn(), world.nowNanos(), List.of());
        world.note(Kind.TARGET, settings.arn(), "group created");
    }

    void add(LoadBalancer balancer) {
        if (loadBalancers.putIfAbsent(balancer.arn(), balancer) != null) {
            throw new IllegalArgumentException("load balancer " + balancer.arn() + " exists already");
        }
        loadBalancerAddresses.addAll(balancer.addresses());
        refreshAll();
    }

    TargetGroup create(TargetGroup wanted) {
        return calls.run(Action.CREATE_TARGET_GROUP, wanted.name(), () -> {
            HealthCheckSettings check = wanted.healthCheck();
            within("HealthCheckIntervalSeconds", check.interval().toSeconds(), 5, 300);
            within("HealthCheckTimeoutSeconds", check.timeout().toSeconds(), 2, 120);
            within("HealthyThresholdCount", check.healthyThreshold(), 2, 10);
            within("UnhealthyThresholdCount", check.unhealthyThreshold(), 2, 10);
            if (!check.protocol().equals("TCP") && !check.protocol().equals("HTTP")) {
                throw CloudError.refused("ValidationError", "Only TCP and HTTP checks are emulated");
            }
            if (groups.values().stream().anyMatch(g -> g.settings.name().equals(wanted.name()))) {
                throw CloudError.refused("DuplicateTargetGroupName", "'%s' exists already", wanted.name());
            }
            String arn = "arn:aws:elasticloadbalancing:" + World.REGION + ":" + World.OWNER + ":targetgroup/"
                    + wanted.name() + "/" + world.hex17().substring(1);
            TargetGroup made = wanted.withArn(arn);
            add(made);
            return made;
        });
    }

    private static void within(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw CloudError.refused("ValidationError", "%s '%d' must be between %d and %d", name, value, min, max);
        }
    }

    LoadBalancer createLoadBalancer(String name, List<String> subnetIds) {
        return calls.run(Action.CREATE_LOAD_BALANCER, name, () -> {
            List<String> zones = subnetIds.stream()
                    .map(id -> networks.subnet(id).availabilityZone())
                    .toList();
            String arn = "arn:aws:elasticloadbalancing:" + World.REGION + ":" + World.OWNER + ":loadbalancer/net/"
                    + name + "/" + world.hex17().substring(1);
            LoadBalancer made = new LoadBalancer(arn, name, zones, List.of());
            add(made);
            return made;
        });
    }

    String createListener(String loadBalancerArn, String targetGroupArn) {
        return calls.run(Action.CREATE_LISTENER, loadBalancerArn + " to " + targetGroupArn, () -> {
            Group group = require(targetGroupArn);
            listen(loadBalancerArn, group);
            return loadBalancerArn.replace(":loadbalancer/", ":listener/") + "/"
                    + world.hex17().substring(1);
        });
    }

    private void listen(String loadBalancerArn, Group group) {
        LoadBalancer balancer = Optional.ofNullable(loadBalancers.get(loadBalancerArn))
                .orElseThrow(CloudError.refusal("LoadBalancerNotFound", "'" + loadBalancerArn + "' not found"));
        List<String> arns = new ArrayList<>(group.settings.loadBalancerArns());
        if (!arns.contains(loadBalancerArn)) {
            arns.add(loadBalancerArn);
        }
        group.settings = group.settings.behind(arns).acrossZones(group.settings.crossZone(), balancer.zones());
        refresh(group);
    }

    List<TargetGroup> describe(List<String> arns, List<String> names) {
        return calls.run(Action.DESCRIBE_TARGET_GROUPS, String.join(",", arns) + String.join(",", names), () -> {
            List<TargetGroup> all =
                    groups.values().stream().map(g -> g.settings).toList();
            arns.forEach(this::require);
            for (String name : names) {
                if (all.stream().noneMatch(g -> g.name().equals(name))) {
                    throw CloudError.refused("TargetGroupNotFound", "Target groups '%s' not found", name);
                }
            }
            return all.stream()
                    .filter(g -> arns.isEmpty() || arns.contains(g.arn()))
                    .filter(g -> names.isEmpty() || names.contains(g.name()))
                    .toList();
        });
    }

    TargetGroup describeAttributes(String arn) {
        return calls.run(Action.DESCRIBE_TARGET_GROUP_ATTRIBUTES, arn, () -> require(arn).settings);
    }

    TargetGroup modifyAttributes(TargetGroup changed) {
        return calls.run(Action.MODIFY_TARGET_GROUP_ATTRIBUTES, changed.arn(), () -> {
            Group group = require(changed.arn());
            Duration delay = changed.deregistrationDelay();
            if (delay.isNegative() || delay.compareTo(DEREGISTRATION_MAX) > 0) {
                throw CloudError.refused("InvalidConfigurationRequest", "deregistration delay must be 0 to 3600");
            }
            group.settings = changed;
            refresh(group);
            return changed;
        });
    }

    List<String> zonesInDns(String loadBalancerArn) {
        LoadBalancer balancer = Optional.ofNullable(loadBalancers.get(loadBalancerArn))
                .orElseThrow(() -> new IllegalArgumentException("no load balancer " + loadBalancerArn));
        SortedSet<String> zones = new TreeSet<>();
        groups.values().stream()
                .filter(g -> g.settings.loadBalancerArns().contains(loadBalancerArn))
                .forEach(g -> zones.addAll(g.zonesInDns(balancer.zones())));
        return List.copyOf(zones);
    }

    void refreshAll() {
        groups.values().forEach(this::refresh);
    }

    /** Works out what a change did to a group: health for describing, routes for new connections, resets for old. */
    void refresh(Group group) {
        for (Target target : group.targets.values()) {
            // A healthy verdict does not outlive the instance that earned it.
            if (target.checked() && group.healthOf(target).state().equals("unused")) {
                target.phase = Phase.CHECKING;
                target.unhealthyDraining = false;
                target.forgetVerdicts();
            }
        }
        List<TargetHealth> health = group.healthNow();
        if (!health.equals(group.health)) {
            for (TargetHealth each : health) {
                if (!group.health.contains(each)) {
                    world.note(Kind.TARGET, group.settings.name() + "/" + each.target(), text(each));
                }
            }
            group.health = health;
            history.put(group.settings.arn(), world.nowNanos(), health);
        }
        Routing routing = group.routingNow();
        if (!routing.equals(group.routing)) {
            group.routing = routing;
            world.note(Kind.ROUTING, group.settings.name(), text(routing));
            world.listeners().forEach(l -> l.routingChanged(routing));
        }
        SortedSet<TargetId> cutOff = group.cutOffNow(routing);
        for (TargetId target : cutOff) {
            if (!group.cutOff.contains(target)) {
                reset(group, target, "unhealthy");
            }
        }
        group.cutOff.clear();
        group.cutOff.addAll(cutOff);
    }

    void reset(Group group, TargetId target, String why) {
        world.note(Kind.ROUTING, group.settings.name() + "/" + target, "connections reset, " + why);
        world.listeners().forEach(l -> l.connectionsReset(group.settings.arn(), target));
    }

    private static String text(TargetHealth health) {
        return health.reason().isEmpty() ? health.state() : health.state() + " " + health.reason();
    }

    private static String text(Routing routing) {
        return (routing.failOpen() ? "fail-open to " : "to ")
                + routing.accepting().stream()
                        .map(d -> d.target() + "@" + d.instanceId().orElse("nobody"))
                        .toList();
    }
}
