package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.Eni.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.LongSupplier;

/**
 * One account in one region: the face of the core. One thread at a time may use it. Operations answer or throw
 * {@link CloudError}; each first settles the world to the clock's now. Times are nanoseconds of the given clock.
 */
public final class Cloud {
    /** The network that set-up methods put everything in. */
    public static final String VPC = "vpc-0a1b2c3d4e5f60718";

    private final World world;
    private final EniTable table;
    private final Networks networks;
    private final Instances instances;
    private final NetworkInterfaces interfaces;
    private final InterfaceQueries queries;
    private final Launch launch;
    private final TargetGroups groups;
    private final HealthChecks checks;
    private final Packets packets;
    private final SecondaryAddresses secondary;
    private final ElasticAddresses elastic;
    private final RouteTables routes;
    private final ClassicBalancers classic;
    private final Targets targets;
    private final Setup setup;
    private final AddressSetup addresses;

    public Cloud(LongSupplier nanos, long seed, EmulatorSettings settings) {
        this(nanos, seed, settings, Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** A cloud whose clock stands at a wall-clock instant now; that is only shown, in attach and launch times. */
    public Cloud(LongSupplier nanos, long seed, EmulatorSettings settings, Instant wallAtStart) {
        world = new World(nanos, wallAtStart, seed, settings);
        Calls calls = new Calls(world);
        table = new EniTable(world);
        networks = new Networks(world, calls);
        instances = new Instances(world, calls, table);
        interfaces = new NetworkInterfaces(world, calls, table, networks, instances);
        queries = new InterfaceQueries(world, calls, table);
        launch = new Launch(world, calls, table, networks, instances, interfaces);
        groups = new TargetGroups(world, calls, networks, table, instances);
        checks = new HealthChecks(world, groups);
        targets = new Targets(world, calls, groups, instances, checks);
        packets = new Packets(world, table);
        elastic = new ElasticAddresses(world, calls, table, packets);
        secondary = new SecondaryAddresses(world, calls, table, packets, elastic);
        routes = new RouteTables(world, calls, networks, table, packets);
        classic = new ClassicBalancers(world, calls, groups, targets, instances);
        setup = new Setup(world, networks, instances, table, interfaces, groups, targets);
        addresses = new AddressSetup(world, table, secondary, elastic, routes, classic);
        table.afterHolderChange(this::followHolders);
        instances.afterStateChange(this::followHolders);
    }

    private void followHolders() {
        groups.refreshAll();
        packets.refreshAll();
        elastic.refreshAll();
        routes.refreshAll();
    }

    // The world around the calls.

    public Setup setup() {
        return setup;
    }

    /** Builds addresses, routes and classic load balancers without calls. */
    public AddressSetup addresses() {
        return addresses;
    }

    public Faults faults() {
        return world.faults();
    }

    public Journal journal() {
        return world.journal();
    }

    public EmulatorSettings settings() {
        return world.settings();
    }

    /** Changes settings from now on; delays already drawn stay as they are. */
    public void settings(EmulatorSettings changed) {
        settle();
        world.settings(changed);
    }

    public void listen(CloudListener listener) {
        world.listen(listener);
    }

    /** Brings the world to the clock's now; operations do so themselves. */
    public void settle() {
        world.settle();
    }

    /** What the cloud's clock says. */
    public long nanos() {
        return world.clockNanos();
    }

    /** When something may change next if nobody calls; a probe that is due makes it now. */
    public OptionalLong nextChangeNanos() {
        return checks.anyDue() ? OptionalLong.of(world.nowNanos()) : world.nextChangeNanos();
    }

    /** Does something to the cloud later, such as a call whose client has given up; what it throws is dropped. */
    public void later(Duration delay, Runnable call) {
        settle();
        world.after(delay.toNanos(), () -> {
            try {
                call.run();
            } catch (CloudError e) {
                // The journal has the refusal, and nobody is left to be told.
                return;
            }
        });
    }

    // The data plane.

    /** Who receives packets sent to an interface now: it is attached, seen by the guest, and the instance runs. */
    public Optional<String> holder(String networkInterfaceId) {
        settle();
        return table.holderOf(networkInterfaceId);
    }

    /** The devices an instance's operating system sees. */
    public List<GuestInterface> guestInterfaces(String instanceId) {
        settle();
        Machine machine = instances.require(instanceId);
        List<GuestInterface> seen = new ArrayList<>();
        machine.enis.forEach((index, eni) -> {
            if (machine.state == InstanceState.RUNNING
                    && eni.hold().filter(h -> sees(eni, h)).isPresent()) {
                seen.add(guestInterface(eni, index));
            }
        });
        return List.copyOf(seen);
    }

    private static GuestInterface guestInterface(Eni eni, int index) {
        return new GuestInterface(eni.id, eni.mac, eni.privateIp, List.copyOf(eni.guestAddresses), index);
    }

    /** Where packets to a secondary private address of a subnet go. */
    public Optional<String> addressHolder(String address, String subnetId) {
        settle();
        return packets.holder(addressName(address, subnetId));
    }

    /** Where packets to an Elastic IP go. */
    public Optional<String> elasticHolder(String allocationId) {
        settle();
        return packets.holder(allocationId);
    }

    /** Where packets go by a route. */
    public Optional<String> routeHolder(String routeTableId, String destinationCidrBlock) {
        settle();
        return packets.holder(routeName(routeTableId, destinationCidrBlock));
    }

    /** What listeners hear a secondary address called. */
    public static String addressName(String address, String subnetId) {
        return address + "@" + subnetId;
    }

    /** What listeners hear a route called; an Elastic IP goes by its allocation id. */
    public static String routeName(String routeTableId, String destinationCidrBlock) {
        return RouteTables.name(routeTableId, destinationCidrBlock);
    }

    private boolean sees(Eni eni, Hold hold) {
        return hold.deviceIndex == 0 || eni.holder(world.settings()).isPresent();
    }

    /** What instance metadata lists: attached interfaces, and those removed by force until the instance is stopped. */
    public List<GuestInterface> metadataInterfaces(String instanceId) {
        List<GuestInterface> listed = new ArrayList<>(guestInterfaces(instanceId));
        instances.require(instanceId).ghosts.forEach((index, eni) -> {
            if (listed.stream().noneMatch(g -> g.networkInterfaceId().equals(eni.id))) {
                listed.add(guestInterface(eni, index));
            }
        });
        return List.copyOf(listed);
    }

    /** Where new connections through a target group go now. */
    public Routing routing(String targetGroupArn) {
        settle();
        return groups.require(targetGroupArn).routing;
    }

    /** Whether a client on an instance reaches a target: with client addresses preserved, nobody reaches itself. */
    public boolean reaches(String targetGroupArn, String clientInstanceId, TargetId target) {
        settle();
        Group group = groups.require(targetGroupArn);
        boolean itself =
                group.instanceOf(target).filter(clientInstanceId::equals).isPresent();
        return !(itself && group.settings.preserveClientIp());
    }

    /** The zones whose addresses a load balancer's name resolves to. */
    public List<String> zonesInDns(String loadBalancerArn) {
        settle();
        return groups.zonesInDns(loadBalancerArn);
    }

    /** The health checks that are due and not yet taken; each is to be answered by {@link #probed}. */
    public List<Probe> takeProbes() {
        settle();
        return checks.takeDue();
    }

    public void probed(Probe probe, Probe.Result result) {
        settle();
        checks.answer(probe, result);
        settle();
    }

    /** Tells a check's result unasked, as one result of every checker. */
    public void healthProbe(String targetGroupArn, TargetId target, boolean ok) {
        settle();
        checks.tell(targetGroupArn, target, ok ? Probe.Result.OK : Probe.Result.FAILED);
        settle();
    }

    // EC2.

    public List<NetworkInterface> describeNetworkInterfaces(String... networkInterfaceIds) {
        return queries.describe(List.of(networkInterfaceIds), List.of(), false, false);
    }

    public List<NetworkInterface> describeNetworkInterfaces(
            List<String> ids, List<Filter> filters, boolean paginated, boolean dryRun) {
        return queries.describe(ids, filters, paginated, dryRun);
    }

    public Attached attachNetworkInterface(String networkInterfaceId, String instanceId, int deviceIndex) {
        return interfaces.attach(networkInterfaceId, instanceId, deviceIndex, OptionalInt.of(0), false);
    }

    public Attached attachNetworkInterface(
            String networkInterfaceId,
            String instanceId,
            int deviceIndex,
            OptionalInt networkCardIndex,
            boolean dryRun) {
        return interfaces.attach(networkInterfaceId, instanceId, deviceIndex, networkCardIndex, dryRun);
    }

    public void detachNetworkInterface(String attachmentId, boolean force) {
        interfaces.detach(attachmentId, force, false);
    }

    public void detachNetworkInterface(String attachmentId, boolean force, boolean dryRun) {
        interfaces.detach(attachmentId, force, dryRun);
    }

    public void modifyNetworkInterfaceAttribute(
            String networkInterfaceId, String attachmentId, boolean deleteOnTermination, boolean dryRun) {
        interfaces.modify(networkInterfaceId, attachmentId, deleteOnTermination, dryRun);
    }

    public void modifySourceDestCheck(String networkInterfaceId, boolean check, boolean dryRun) {
        interfaces.modifySourceDestCheck(networkInterfaceId, check, dryRun);
    }

    public NetworkInterface createNetworkInterface(
            String subnetId,
            Optional<String> privateIp,
            String description,
            List<String> securityGroups,
            SortedMap<String, String> tags,
            boolean dryRun) {
        return interfaces.create(subnetId, privateIp, description, securityGroups, tags, dryRun);
    }

    public void deleteNetworkInterface(String networkInterfaceId, boolean dryRun) {
        interfaces.delete(networkInterfaceId, dryRun);
    }

    public List<Instance> describeInstances(String... instanceIds) {
        return instances.describe(List.of(instanceIds), List.of(), false, false);
    }

    public List<Instance> describeInstances(List<String> ids, List<Filter> filters, boolean paginated, boolean dryRun) {
        return instances.describe(ids, filters, paginated, dryRun);
    }

    public List<InstanceType> describeInstanceTypes(List<String> names, boolean dryRun) {
        return instances.describeTypes(names, dryRun);
    }

    public List<Instance> runInstances(
            String subnetId, String type, int count, SortedMap<String, String> tags, boolean dryRun) {
        return launch.run(subnetId, type, count, tags, dryRun);
    }

    public List<Instance> startInstances(List<String> ids, boolean dryRun) {
        return instances.start(ids, dryRun);
    }

    public List<Instance> stopInstances(List<String> ids, boolean dryRun) {
        return instances.stop(ids, dryRun);
    }

    public List<Instance> terminateInstances(List<String> ids, boolean dryRun) {
        return instances.terminate(ids, dryRun);
    }

    public String createVpc(String cidrBlock, boolean dryRun) {
        return networks.createVpc(cidrBlock, dryRun);
    }

    public Subnet createSubnet(String vpcId, String cidrBlock, Optional<String> availabilityZone, boolean dryRun) {
        return networks.createSubnet(vpcId, cidrBlock, availabilityZone, dryRun);
    }

    public List<String> assignPrivateIpAddresses(
            String networkInterfaceId, List<String> addresses, boolean allowReassignment) {
        return secondary.assign(networkInterfaceId, addresses, allowReassignment);
    }

    public void unassignPrivateIpAddresses(String networkInterfaceId, List<String> addresses) {
        secondary.unassign(networkInterfaceId, addresses);
    }

    public ElasticAddress allocateAddress(boolean dryRun) {
        return elastic.allocate(dryRun);
    }

    /** Gives the association's id. */
    public String associateAddress(
            String allocationId,
            String networkInterfaceId,
            Optional<String> privateIp,
            boolean allowReassociation,
            boolean dryRun) {
        return elastic.associate(allocationId, networkInterfaceId, privateIp, allowReassociation, dryRun);
    }

    public void disassociateAddress(String associationId, boolean dryRun) {
        elastic.disassociate(associationId, dryRun);
    }

    public List<ElasticAddress> describeAddresses(List<String> allocationIds, boolean dryRun) {
        return elastic.describe(allocationIds, dryRun);
    }

    public RouteTable createRouteTable(String vpcId, boolean dryRun) {
        return routes.create(vpcId, dryRun);
    }

    public void createRoute(String routeTableId, String destination, String networkInterfaceId, boolean dryRun) {
        routes.createRoute(routeTableId, destination, networkInterfaceId, dryRun);
    }

    public void replaceRoute(String routeTableId, String destination, String networkInterfaceId, boolean dryRun) {
        routes.replaceRoute(routeTableId, destination, networkInterfaceId, dryRun);
    }

    public void deleteRoute(String routeTableId, String destination, boolean dryRun) {
        routes.deleteRoute(routeTableId, destination, dryRun);
    }

    public List<RouteTable> describeRouteTables(List<String> routeTableIds, boolean dryRun) {
        return routes.describe(routeTableIds, dryRun);
    }

    // Classic load balancers.

    public List<String> registerInstances(String loadBalancerName, List<String> instanceIds) {
        return classic.register(loadBalancerName, instanceIds);
    }

    public List<String> deregisterInstances(String loadBalancerName, List<String> instanceIds) {
        return classic.deregister(loadBalancerName, instanceIds);
    }

    public List<InstanceHealth> describeInstanceHealth(String loadBalancerName, List<String> instanceIds) {
        return classic.describe(loadBalancerName, instanceIds);
    }

    // ELBv2.

    public void registerTargets(String targetGroupArn, List<TargetName> names) {
        targets.register(targetGroupArn, names);
    }

    public void deregisterTargets(String targetGroupArn, List<TargetName> names) {
        targets.deregister(targetGroupArn, names);
    }

    /** The health of the named targets, or of all registered ones when none is named. */
    public List<TargetHealth> describeTargetHealth(String targetGroupArn, List<TargetName> names) {
        return targets.describe(targetGroupArn, names);
    }

    public List<TargetGroup> describeTargetGroups(List<String> arns, List<String> names) {
        return groups.describe(arns, names);
    }

    public TargetGroup describeTargetGroupAttributes(String targetGroupArn) {
        return groups.describeAttributes(targetGroupArn);
    }

    public TargetGroup modifyTargetGroupAttributes(TargetGroup changed) {
        return groups.modifyAttributes(changed);
    }

    public TargetGroup createTargetGroup(TargetGroup wanted) {
        return groups.create(wanted);
    }

    public LoadBalancer createLoadBalancer(String name, List<String> subnetIds) {
        return groups.createLoadBalancer(name, subnetIds);
    }

    public String createListener(String loadBalancerArn, String targetGroupArn) {
        return groups.createListener(loadBalancerArn, targetGroupArn);
    }
}
