package io.twinproxy.emulator.core;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Builds a world without calls: no delay, no throttle, no fault. What it cannot build is an IllegalArgumentException
 * or a CloudError that names the id.
 */
public final class Setup {
    private final World world;
    private final Networks networks;
    private final Instances instances;
    private final EniTable table;
    private final NetworkInterfaces interfaces;
    private final TargetGroups groups;
    private final Targets targets;

    Setup(
            World world,
            Networks networks,
            Instances instances,
            EniTable table,
            NetworkInterfaces interfaces,
            TargetGroups groups,
            Targets targets) {
        this.world = world;
        this.networks = networks;
        this.instances = instances;
        this.table = table;
        this.interfaces = interfaces;
        this.groups = groups;
        this.targets = targets;
    }

    public Setup subnet(String subnetId, String availabilityZone, String cidrBlock) {
        networks.add(new Subnet(subnetId, Cloud.VPC, availabilityZone, cidrBlock));
        return this;
    }

    public Setup instanceType(InstanceType type) {
        instances.add(type);
        return this;
    }

    /** A running t3.micro with a primary interface at the address. */
    public Setup instance(String instanceId, String subnetId, String privateIp) {
        return instance(instanceId, subnetId, privateIp, "t3.micro", InstanceState.RUNNING, Tags.NONE);
    }

    public Setup instance(
            String instanceId,
            String subnetId,
            String privateIp,
            String type,
            InstanceState state,
            SortedMap<String, String> tags) {
        world.settle();
        Subnet subnet = networks.subnet(subnetId);
        Machine machine = new Machine(instanceId, instances.type(type), subnet, state, world.nowNanos(), tags);
        Eni primary = interfaces.make(
                "eni-" + world.hex17(),
                subnet,
                Optional.of(privateIp),
                Optional.empty(),
                "primary of " + instanceId,
                List.of(),
                Tags.NONE);
        table.add(primary);
        instances.add(machine, primary);
        return this;
    }

    public Setup networkInterface(String eniId, String subnetId, String privateIp) {
        return networkInterface(eniId, subnetId, privateIp, Optional.empty(), Tags.NONE);
    }

    public Setup networkInterface(
            String eniId, String subnetId, String privateIp, Optional<String> mac, SortedMap<String, String> tags) {
        world.settle();
        Subnet subnet = networks.subnet(subnetId);
        if (table.byAddress(privateIp).isPresent()) {
            throw new IllegalArgumentException("address " + privateIp + " is taken");
        }
        table.add(interfaces.make(eniId, subnet, Optional.of(privateIp), mac, eniId, List.of(), tags));
        return this;
    }

    /** Attaches at once, as if it had always been so; gives the attachment's id. */
    public String attach(String eniId, String instanceId, int deviceIndex) {
        world.settle();
        Eni eni = table.require(eniId);
        Machine machine = instances.require(instanceId);
        if (!eni.subnet.availabilityZone().equals(machine.subnet.availabilityZone())
                || machine.enis.containsKey(deviceIndex)) {
            throw new IllegalArgumentException(eniId + " cannot be attached to " + instanceId + " at " + deviceIndex);
        }
        return table.place(eni, machine, deviceIndex, false).attachmentId;
    }

    public Setup targetGroup(TargetGroup group) {
        world.settle();
        groups.add(group);
        return this;
    }

    public Setup loadBalancer(LoadBalancer balancer) {
        world.settle();
        groups.add(balancer);
        return this;
    }

    /** Registers a target at once and healthy, as if it had always been so. */
    public Setup target(String targetGroupArn, TargetId target) {
        world.settle();
        targets.place(targetGroupArn, target);
        return this;
    }
}
