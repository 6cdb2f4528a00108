package io.twinproxy.emulator.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.Instance;
import software.amazon.awssdk.services.elasticloadbalancing.model.InstanceState;

/** What a controller relies on when it leads addresses and routes, and uses classic load balancers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AddressContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String IP = "10.7.1.50";
    private static final String ROUTE = "192.0.2.10/32";

    SdkClients clients;
    private Ec2Client ec2;
    private ElasticLoadBalancingClient classic;
    private String vpc = "";
    private String subnet = "";
    private String first = "";
    private String second = "";
    private String firstInterface = "";
    private String secondInterface = "";

    abstract URI endpoint();

    /** A classic load balancer on port 22121 without instances. */
    abstract void balancer(String name);

    Deviations deviations() {
        return Deviations.none();
    }

    @BeforeEach
    void world() {
        if (clients == null) {
            clients = new SdkClients(endpoint(), PATIENCE);
        }
        ec2 = clients.ec2;
        classic = clients.classic;
        vpc = ec2.createVpc(r -> r.cidrBlock("10.7.0.0/16")).vpc().vpcId();
        subnet = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.7.1.0/24").availabilityZone("us-east-1a"))
                .subnet()
                .subnetId();
        first = instance();
        second = instance();
        firstInterface = primary(first);
        secondInterface = primary(second);
    }

    @AfterAll
    void closeClients() {
        if (clients != null) {
            clients.close();
        }
    }

    private String instance() {
        String id = ec2.runInstances(r -> r.imageId("ami-12345678")
                        .instanceType(InstanceType.T3_MICRO)
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet))
                .instances()
                .get(0)
                .instanceId();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() -> ec2.describeInstances(r -> r.instanceIds(id))
                                .reservations()
                                .get(0)
                                .instances()
                                .get(0)
                                .state()
                                .name()
                        == InstanceStateName.RUNNING);
        return id;
    }

    /** Found the way a controller finds it. */
    private String primary(String instance) {
        return ec2
                .describeNetworkInterfaces(r -> r.filters(Ec2Contract.filter("attachment.instance-id", instance)))
                .networkInterfaces()
                .stream()
                .filter(i -> i.attachment().deviceIndex() == 0)
                .findFirst()
                .orElseThrow()
                .networkInterfaceId();
    }

    private static String code(ThrowingCallable call) {
        AwsServiceException e = catchThrowableOfType(AwsServiceException.class, call);
        return e == null ? "success" : e.awsErrorDetails().errorCode();
    }

    private void assign(String networkInterface, boolean allow) {
        ec2.assignPrivateIpAddresses(r ->
                r.networkInterfaceId(networkInterface).privateIpAddresses(IP).allowReassignment(allow));
    }

    private List<String> having() {
        if (deviations().filtersPrimaryAddressOnly()) {
            assertThat(filtered()).isEmpty();
            return List.of(firstInterface, secondInterface).stream()
                    .filter(this::has)
                    .toList();
        }
        return filtered();
    }

    private boolean has(String networkInterface) {
        return ec2
                .describeNetworkInterfaces(r -> r.networkInterfaceIds(networkInterface))
                .networkInterfaces()
                .get(0)
                .privateIpAddresses()
                .stream()
                .map(NetworkInterfacePrivateIpAddress::privateIpAddress)
                .anyMatch(IP::equals);
    }

    private List<String> filtered() {
        return ec2
                .describeNetworkInterfaces(r -> r.filters(
                        Ec2Contract.filter("addresses.private-ip-address", IP),
                        Ec2Contract.filter("subnet-id", subnet)))
                .networkInterfaces()
                .stream()
                .map(NetworkInterface::networkInterfaceId)
                .toList();
    }

    @Test
    void anAddressIsFoundByItselfAndIsReassignedInOneCall() {
        assertThat(having()).isEmpty();
        assign(firstInterface, true);
        assertThat(having()).containsExactly(firstInterface);
        assign(secondInterface, true);
        if (deviations().copiesAddresses()) {
            assertThat(having()).containsExactlyInAnyOrder(firstInterface, secondInterface);
            return;
        }
        assertThat(having()).containsExactly(secondInterface);
        assertThat(has(secondInterface)).isTrue();
    }

    @Test
    void aTakenAddressIsNotAssignedWithoutLeave() {
        assign(firstInterface, false);
        String answer = code(() -> assign(secondInterface, false));
        assertThat(answer).isEqualTo(deviations().copiesAddresses() ? "success" : "InvalidParameterValue");
    }

    @Test
    void anElasticAddressGoesToAnotherInterfaceInOneCall() {
        String allocation = ec2.allocateAddress(r -> r.domain("vpc")).allocationId();
        assertThat(address(allocation).networkInterfaceId()).isIn(null, "");
        associate(allocation, firstInterface);
        assertThat(address(allocation).networkInterfaceId()).isEqualTo(firstInterface);
        associate(allocation, secondInterface);
        assertThat(address(allocation).networkInterfaceId()).isEqualTo(secondInterface);
        assertThat(address(allocation).instanceId()).isEqualTo(deviations().hidesInstanceOfAddress() ? "" : second);
    }

    private Address address(String allocation) {
        return ec2.describeAddresses(r -> r.allocationIds(allocation))
                .addresses()
                .get(0);
    }

    private void associate(String allocation, String networkInterface) {
        ec2.associateAddress(r ->
                r.allocationId(allocation).networkInterfaceId(networkInterface).allowReassociation(true));
    }

    @Test
    void anAssociatedElasticAddressIsNotTakenWithoutLeave() {
        String allocation = ec2.allocateAddress(r -> r.domain("vpc")).allocationId();
        associate(allocation, firstInterface);
        assertThat(code(() -> ec2.associateAddress(r -> r.allocationId(allocation)
                        .networkInterfaceId(secondInterface)
                        .allowReassociation(false))))
                .isEqualTo("Resource.AlreadyAssociated");
    }

    @Test
    void aRouteIsCreatedOnceAndThenReplaced() {
        String table = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
        String missing = code(() -> replace(table, firstInterface));
        assertThat(missing).isIn("InvalidParameterValue", "InvalidRoute.NotFound");
        ec2.createRoute(r -> r.routeTableId(table).destinationCidrBlock(ROUTE).networkInterfaceId(firstInterface));
        assertThat(route(table).networkInterfaceId()).isEqualTo(firstInterface);
        replace(table, secondInterface);
        assertThat(route(table).networkInterfaceId()).isEqualTo(secondInterface);
        assertThat(route(table).stateAsString()).isEqualTo("active");
    }

    private void replace(String table, String networkInterface) {
        ec2.replaceRoute(r -> r.routeTableId(table).destinationCidrBlock(ROUTE).networkInterfaceId(networkInterface));
    }

    private Route route(String table) {
        return ec2.describeRouteTables(r -> r.routeTableIds(table)).routeTables().get(0).routes().stream()
                .filter(route -> ROUTE.equals(route.destinationCidrBlock()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsUnknownIsNotFound() {
        assertThat(code(() -> ec2.describeAddresses(r -> r.allocationIds("eipalloc-0123456789abcdef0"))))
                .isEqualTo("InvalidAllocationID.NotFound");
        assertThat(code(() -> ec2.describeRouteTables(r -> r.routeTableIds("rtb-0123456789abcdef0"))))
                .isEqualTo("InvalidRouteTableID.NotFound");
        assertThat(code(() -> classic.describeInstanceHealth(r -> r.loadBalancerName("missing"))))
                .isEqualTo("LoadBalancerNotFound");
    }

    @Test
    void aClassicBalancerAnswersTheSetThatResults() {
        String name = "classic-" + Long.toString(System.nanoTime(), 36);
        balancer(name);
        registered(register(name, first), first);
        registered(register(name, second), first, second);
        assertThat(classic.describeInstanceHealth(r -> r.loadBalancerName(name)).instanceStates())
                .extracting(InstanceState::instanceId)
                .containsExactlyInAnyOrder(first, second);
        List<Instance> left = classic.deregisterInstancesFromLoadBalancer(
                        r -> r.loadBalancerName(name).instances(named(first)))
                .instances();
        registered(left.stream().map(Instance::instanceId).toList(), second);
        assertThat(classic.describeInstanceHealth(r -> r.loadBalancerName(name)).instanceStates())
                .extracting(InstanceState::instanceId)
                .containsExactly(second);
    }

    private void registered(List<String> answer, String... expected) {
        assertThat(answer).containsExactlyInAnyOrder(deviations().answersNoInstances() ? new String[0] : expected);
    }

    private List<String> register(String name, String... instances) {
        return classic
                .registerInstancesWithLoadBalancer(r -> r.loadBalancerName(name)
                        .instances(List.of(instances).stream()
                                .map(AddressContract::named)
                                .toList()))
                .instances()
                .stream()
                .map(Instance::instanceId)
                .toList();
    }

    private static Instance named(String instance) {
        return Instance.builder().instanceId(instance).build();
    }
}
