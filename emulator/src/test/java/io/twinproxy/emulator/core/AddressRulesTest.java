package io.twinproxy.emulator.core;

import static io.twinproxy.emulator.core.Grade.ASSUMED;
import static io.twinproxy.emulator.core.Grade.DOCUMENTED;
import static io.twinproxy.emulator.core.Grade.REPORTED;
import static io.twinproxy.emulator.core.VirtualWorld.ELSEWHERE;
import static io.twinproxy.emulator.core.VirtualWorld.ENI;
import static io.twinproxy.emulator.core.VirtualWorld.FIRST;
import static io.twinproxy.emulator.core.VirtualWorld.SECOND;
import static io.twinproxy.emulator.core.VirtualWorld.SPARE;
import static io.twinproxy.emulator.core.VirtualWorld.code;
import static io.twinproxy.emulator.core.VirtualWorld.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.emulator.core.Probe.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Addresses and routes that are led from one interface to another, and classic load balancers. */
class AddressRulesTest {
    private static final String SUBNET = "subnet-0aaaaaaaaaaaaaaaa";
    private static final String IP = "10.0.1.50";
    private static final String ALLOCATION = "eipalloc-0aaaaaaaaaaaaaaaa";
    private static final String TABLE = "rtb-0aaaaaaaaaaaaaaaa";
    private static final String ROUTE = "192.0.2.10/32";
    private static final String CLASSIC = "classic-a";

    private final VirtualWorld world = new VirtualWorld(plain());
    private final Cloud cloud = world.cloud;
    private final String first = cloud.addresses().primaryInterface(FIRST);
    private final String second = cloud.addresses().primaryInterface(SECOND);

    private void assign(String eni, boolean allow, String... addresses) {
        cloud.assignPrivateIpAddresses(eni, List.of(addresses), allow);
    }

    private boolean has(String eni, String address) {
        return world.read(eni).privateIpAddresses().contains(address);
    }

    @Test
    @Rule(number = 25, grade = DOCUMENTED)
    void aTakenAddressStaysWhereItIsUnlessReassignmentIsAllowed() {
        assign(first, false, IP);
        assertThat(code(() -> assign(second, false, IP))).isEqualTo("InvalidParameterValue");
        assertThat(has(first, IP)).isTrue();
        assertThat(has(second, IP)).isFalse();
        assertThat(cloud.addressHolder(IP, SUBNET)).contains(FIRST);
    }

    @Test
    @Rule(number = 26, grade = DOCUMENTED)
    void reassignmentMovesItInOneStep() {
        assign(first, false, IP);
        List<String> holders = new ArrayList<>();
        cloud.listen(new CloudListener() {
            @Override
            public void holderChanged(String what, Optional<String> instance) {
                holders.add(instance.orElse("nobody"));
            }
        });
        assign(second, true, IP);
        assertThat(has(first, IP)).isFalse();
        assertThat(has(second, IP)).isTrue();
        world.seconds(10);
        assertThat(holders).containsExactly(SECOND);
        assign(second, true, IP);
        assertThat(holders).containsExactly(SECOND);
    }

    @Test
    @Rule(number = 27, grade = DOCUMENTED)
    void severalAreAssignedAllOrNone() {
        assign(first, false, "10.0.1.51");
        assertThat(code(() -> assign(second, false, IP, "10.0.1.51"))).isEqualTo("InvalidParameterValue");
        assertThat(has(second, IP)).isFalse();
        assertThat(code(() -> assign(second, true, IP, "10.0.2.51"))).isEqualTo("InvalidParameterValue");
        assertThat(has(second, IP)).isFalse();
        assertThat(code(() -> assign(second, true, "10.0.1.10"))).isEqualTo("InvalidParameterValue");
        assertThat(code(() -> assign(cloud.addresses().primaryInterface(ELSEWHERE), true, "10.0.1.51")))
                .isEqualTo("InvalidParameterValue");
        assertThat(has(first, "10.0.1.51")).isTrue();
        int room = room(second);
        for (int i = 60; i < 60 + room; i++) {
            assign(second, false, "10.0.1." + i);
        }
        assertThat(code(() -> assign(second, false, "10.0.1.99"))).isEqualTo("PrivateIpAddressLimitExceeded");
    }

    private int room(String eni) {
        String type = cloud.describeInstances(SECOND).get(0).instanceType();
        return cloud.describeInstanceTypes(List.of(type), false).get(0).addressesPerInterface()
                - world.read(eni).privateIpAddresses().size();
    }

    @Test
    @Rule(number = 28, grade = DOCUMENTED)
    void whatIsDescribedChangesFirstAndTheGuestAndThePacketsByClocksOfTheirOwn() {
        VirtualWorld slow = new VirtualWorld(plain().with("address-guest-delay", "5s", "mapping-delay", "2s"));
        String to = slow.cloud.addresses().primaryInterface(FIRST);
        slow.cloud.assignPrivateIpAddresses(to, List.of(IP), false);
        assertThat(slow.read(to).privateIpAddresses()).contains(IP);
        assertThat(slow.cloud.addressHolder(IP, SUBNET)).isEmpty();
        assertThat(told(slow)).isEmpty();
        slow.seconds(2);
        assertThat(slow.cloud.addressHolder(IP, SUBNET)).contains(FIRST);
        assertThat(told(slow)).isEmpty();
        slow.seconds(3);
        assertThat(told(slow)).containsExactly(IP);
    }

    private static List<String> told(VirtualWorld of) {
        return of.cloud.guestInterfaces(FIRST).get(0).secondaryAddresses();
    }

    @Test
    @Rule(number = 29, grade = REPORTED)
    void theAnswerListsTheAddressesOfThisCallAlone() {
        assign(ENI, false, "10.0.1.51");
        assertThat(cloud.assignPrivateIpAddresses(ENI, List.of(IP), false)).containsExactly(IP);
    }

    @Test
    @Rule(number = 30, grade = DOCUMENTED)
    void anElasticAddressIsReassociatedUnlessForbidden() {
        cloud.addresses().elasticAddress(ALLOCATION, Optional.of(first));
        assertThat(cloud.elasticHolder(ALLOCATION)).contains(FIRST);
        assertThat(code(() -> associate(second, Optional.empty(), false))).isEqualTo("Resource.AlreadyAssociated");
        assertThat(cloud.elasticHolder(ALLOCATION)).contains(FIRST);
        String association = associate(second, Optional.empty(), true);
        assertThat(cloud.elasticHolder(ALLOCATION)).contains(SECOND);
        assertThat(associate(second, Optional.empty(), false)).isEqualTo(association);
        cloud.disassociateAddress(association, false);
        assertThat(cloud.elasticHolder(ALLOCATION)).isEmpty();
        assertThat(code(() -> cloud.disassociateAddress(association, false)))
                .isEqualTo("InvalidAssociationID.NotFound");
    }

    private String associate(String eni, Optional<String> privateIp, boolean allow) {
        return cloud.associateAddress(ALLOCATION, eni, privateIp, allow, false);
    }

    @Test
    @Rule(number = 30, grade = DOCUMENTED)
    void anElasticAddressFollowsThePrivateOneAndGoesWithIt() {
        cloud.addresses().elasticAddress(ALLOCATION, Optional.empty());
        assign(first, false, IP);
        associate(first, Optional.of(IP), true);
        assign(second, true, IP);
        assertThat(cloud.elasticHolder(ALLOCATION)).contains(SECOND);
        cloud.unassignPrivateIpAddresses(second, List.of(IP));
        assertThat(cloud.elasticHolder(ALLOCATION)).isEmpty();
        assertThat(cloud.describeAddresses(List.of(ALLOCATION), false).get(0).networkInterfaceId())
                .isEmpty();
    }

    @Test
    @Rule(number = 30, grade = DOCUMENTED)
    void anElasticAddressIsWithNothingOnceItsInstanceIsTerminated() {
        cloud.addresses().elasticAddress(ALLOCATION, Optional.of(first));
        cloud.terminateInstances(List.of(FIRST), false);
        world.seconds(60);
        ElasticAddress seen =
                cloud.describeAddresses(List.of(ALLOCATION), false).get(0);
        assertThat(seen.networkInterfaceId()).isEmpty();
        assertThat(seen.associationId()).isEmpty();
    }

    @Test
    @Rule(number = 31, grade = DOCUMENTED)
    void aRouteThatIsMissingIsCreatedAndNotReplaced() {
        cloud.addresses().routeTable(TABLE).unchecked(first).unchecked(second);
        Set<String> codes = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            codes.add(code(() -> cloud.replaceRoute(TABLE, ROUTE, first, false)));
        }
        assertThat(codes).as("either may come").containsExactly("InvalidParameterValue", "InvalidRoute.NotFound");
        cloud.createRoute(TABLE, ROUTE, first, false);
        assertThat(code(() -> cloud.createRoute(TABLE, ROUTE, second, false))).isEqualTo("RouteAlreadyExists");
        assertThat(cloud.routeHolder(TABLE, ROUTE)).contains(FIRST);
        cloud.replaceRoute(TABLE, ROUTE, second, false);
        assertThat(cloud.routeHolder(TABLE, ROUTE)).contains(SECOND);
        assertThat(route().instanceId()).contains(SECOND);
    }

    private RouteTable.Route route() {
        return cloud.describeRouteTables(List.of(TABLE), false).get(0).routes().get(0);
    }

    @Test
    @Rule(number = 31, grade = DOCUMENTED)
    void aRouteToNoRunningInstanceIsABlackhole() {
        cloud.addresses().routeTable(TABLE).unchecked(first).route(TABLE, ROUTE, first);
        assertThat(route().blackhole()).isFalse();
        cloud.stopInstances(List.of(FIRST), false);
        world.seconds(10);
        assertThat(route().blackhole()).isTrue();
        assertThat(route().instanceId()).contains(FIRST);
        cloud.terminateInstances(List.of(FIRST), false);
        world.seconds(60);
        assertThat(route().blackhole()).isTrue();
        assertThat(route().instanceId()).isEmpty();
        assertThat(route().networkInterfaceId()).isEqualTo(first);
    }

    @Test
    @Rule(number = 31, grade = DOCUMENTED)
    void packetsGoByARouteOnlyToAnInterfaceThatDoesNotCheckTheirDestination() {
        cloud.addresses().routeTable(TABLE).route(TABLE, ROUTE, first);
        assertThat(cloud.routeHolder(TABLE, ROUTE)).isEmpty();
        cloud.modifySourceDestCheck(first, false, false);
        assertThat(cloud.routeHolder(TABLE, ROUTE)).contains(FIRST);
        cloud.modifySourceDestCheck(first, true, false);
        assertThat(cloud.routeHolder(TABLE, ROUTE)).isEmpty();
    }

    @Test
    @Rule(number = 18, grade = DOCUMENTED)
    void secondaryAddressesTravelWithTheirInterface() {
        cloud.addresses().secondaryAddress(IP, ENI);
        String attachment = world.attached(FIRST);
        assertThat(cloud.addressHolder(IP, SUBNET)).contains(FIRST);
        cloud.detachNetworkInterface(attachment, false);
        world.seconds(4);
        assertThat(cloud.addressHolder(IP, SUBNET)).isEmpty();
        var unused = world.attached(SECOND);
        assertThat(cloud.addressHolder(IP, SUBNET)).contains(SECOND);
        assertThat(has(ENI, IP)).isTrue();
    }

    @Test
    @Rule(number = 21, grade = DOCUMENTED)
    void idsThatAreUnknownAreNotFound() {
        assertThat(code(() -> assign("eni-0123456789abcdef0", true, IP)))
                .isEqualTo("InvalidNetworkInterfaceID.NotFound");
        assertThat(code(() -> associate(SPARE, Optional.empty(), true))).isEqualTo("InvalidAllocationID.NotFound");
        assertThat(code(() -> cloud.replaceRoute(TABLE, ROUTE, first, false)))
                .isEqualTo("InvalidRouteTableID.NotFound");
    }

    @Test
    @Rule(number = 20, grade = DOCUMENTED)
    void aDryRunLeadsNothingAway() {
        cloud.addresses()
                .elasticAddress(ALLOCATION, Optional.of(first))
                .routeTable(TABLE)
                .route(TABLE, ROUTE, first);
        assertThat(code(() -> cloud.associateAddress(ALLOCATION, second, Optional.empty(), true, true)))
                .isEqualTo("DryRunOperation");
        assertThat(code(() -> cloud.replaceRoute(TABLE, ROUTE, second, true))).isEqualTo("DryRunOperation");
        assertThat(cloud.elasticHolder(ALLOCATION)).contains(FIRST);
        assertThat(route().networkInterfaceId()).isEqualTo(first);
    }

    private void classic() {
        cloud.addresses()
                .classicBalancer(
                        CLASSIC,
                        22121,
                        HealthCheckSettings.tcp()
                                .every(Duration.ofSeconds(5), Duration.ofSeconds(2))
                                .thresholds(2, 2));
    }

    private void pass(int seconds, Result answer) {
        for (int i = 0; i < seconds; i++) {
            world.seconds(1);
            cloud.takeProbes().forEach(probe -> cloud.probed(probe, answer));
        }
    }

    private String health(String instance) {
        InstanceHealth health =
                cloud.describeInstanceHealth(CLASSIC, List.of(instance)).get(0);
        return health.state() + "/" + health.reasonCode();
    }

    @Test
    @Rule(number = 49, grade = REPORTED)
    void registeringWithAClassicBalancerMeansTheSetThatResults() {
        classic();
        assertThat(cloud.registerInstances(CLASSIC, List.of(FIRST))).containsExactly(FIRST);
        assertThat(cloud.registerInstances(CLASSIC, List.of(FIRST, SECOND))).containsExactly(FIRST, SECOND);
        assertThat(cloud.deregisterInstances(CLASSIC, List.of(FIRST))).containsExactly(SECOND);
        assertThat(cloud.deregisterInstances(CLASSIC, List.of(FIRST))).containsExactly(SECOND);
        assertThat(code(() -> cloud.registerInstances("other", List.of(FIRST)))).isEqualTo("LoadBalancerNotFound");
    }

    @Test
    @Rule(number = 49, grade = REPORTED)
    void checksTakeAnInstanceOfAClassicBalancerIntoServiceAndOutOfIt() {
        classic();
        cloud.registerInstances(CLASSIC, List.of(FIRST));
        assertThat(health(FIRST)).isEqualTo("OutOfService/ELB");
        pass(30, Result.OK);
        assertThat(health(FIRST)).isEqualTo("InService/N/A");
        assertThat(cloud.routing(CLASSIC).accepting()).hasSize(1);
        pass(30, Result.FAILED);
        assertThat(health(FIRST)).isEqualTo("OutOfService/Instance");
    }

    @Test
    @Rule(number = 49, grade = ASSUMED)
    void anInstanceThatIsNotKnownIsAnInvalidOne() {
        classic();
        assertThat(code(() -> cloud.registerInstances(CLASSIC, List.of("i-0123456789abcdef0"))))
                .isEqualTo("InvalidInstance");
        assertThat(code(() -> cloud.describeInstanceHealth(CLASSIC, List.of(SECOND))))
                .isEqualTo("InvalidInstance");
    }
}
