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
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * What a controller relies on from any EC2 endpoint, asked through the real SDK of a world the test makes itself. An
 * endpoint that is known to differ overrides what {@link Deviations} says, and the test then asserts the difference.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Ec2Contract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    SdkClients clients;
    Ec2Client ec2;
    String subnetA;
    String subnetB;
    String first;
    String second;
    String eni;

    abstract URI endpoint();

    /** How this endpoint is known to differ from EC2. */
    Deviations deviations() {
        return Deviations.none();
    }

    @BeforeEach
    void world() {
        if (clients == null) {
            clients = new SdkClients(endpoint(), PATIENCE);
        }
        ec2 = clients.ec2;
        String vpc = ec2.createVpc(r -> r.cidrBlock("10.9.0.0/16")).vpc().vpcId();
        subnetA = subnet(vpc, "10.9.1.0/24", "us-east-1a");
        subnetB = subnet(vpc, "10.9.2.0/24", "us-east-1b");
        first = instance(subnetA);
        second = instance(subnetA);
        eni = networkInterface(subnetA);
    }

    @AfterAll
    void closeClients() {
        if (clients != null) {
            clients.close();
        }
    }

    private String subnet(String vpc, String cidr, String zone) {
        return ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock(cidr).availabilityZone(zone))
                .subnet()
                .subnetId();
    }

    private String instance(String subnet) {
        String id = ec2.runInstances(RunInstancesRequest.builder()
                        .imageId("ami-12345678")
                        .instanceType(InstanceType.T3_MICRO)
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet)
                        .build())
                .instances()
                .get(0)
                .instanceId();
        await().pollInterval(POLL)
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

    private String networkInterface(String subnet) {
        return ec2.createNetworkInterface(r -> r.subnetId(subnet)
                        .description("moves")
                        .tagSpecifications(TagSpecification.builder()
                                .resourceType(ResourceType.NETWORK_INTERFACE)
                                .tags(Tag.builder().key("pair").value("cache-a").build())
                                .build()))
                .networkInterface()
                .networkInterfaceId();
    }

    NetworkInterface read(String id) {
        return ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(id))
                .networkInterfaces()
                .get(0);
    }

    String attach(String instance, int index) {
        String attachment = ec2.attachNetworkInterface(
                        r -> r.networkInterfaceId(eni).instanceId(instance).deviceIndex(index))
                .attachmentId();
        await().pollInterval(POLL)
                .atMost(PATIENCE)
                .until(() -> read(eni).attachment() != null
                        && read(eni).attachment().statusAsString().equals("attached"));
        return attachment;
    }

    void detach(String attachment) {
        ec2.detachNetworkInterface(r -> r.attachmentId(attachment));
        await().pollInterval(POLL)
                .atMost(PATIENCE)
                .until(() -> read(eni).attachment() == null && read(eni).status() == NetworkInterfaceStatus.AVAILABLE);
    }

    static String code(ThrowingCallable call) {
        Ec2Exception e = catchThrowableOfType(Ec2Exception.class, call);
        return e == null ? "success" : e.awsErrorDetails().errorCode();
    }

    @Test
    void createdInterfaceIsAvailableAndUnattachedWithItsTagAndAddress() {
        NetworkInterface found = read(eni);
        assertThat(found.status()).isEqualTo(NetworkInterfaceStatus.AVAILABLE);
        assertThat(found.attachment()).isNull();
        assertThat(found.privateIpAddress()).startsWith("10.9.1.");
        assertThat(found.macAddress()).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
        assertThat(found.availabilityZone()).isEqualTo("us-east-1a");
        assertThat(found.tagSet())
                .anyMatch(t -> t.key().equals("pair") && t.value().equals("cache-a"));
    }

    @Test
    void attachmentSaysInstanceIndexAndIdAndAMoveKeepsAddressAndMac() {
        NetworkInterface before = read(eni);
        String attachment = attach(first, 1);
        NetworkInterface held = read(eni);
        assertThat(held.attachment().attachmentId()).isEqualTo(attachment);
        assertThat(held.attachment().instanceId()).isEqualTo(first);
        assertThat(held.attachment().deviceIndex()).isEqualTo(1);
        assertThat(held.attachment().deleteOnTermination()).isFalse();
        assertThat(held.status()).isEqualTo(NetworkInterfaceStatus.IN_USE);
        detach(attachment);
        String moved = attach(second, 1);
        assertThat(moved).isNotEqualTo(attachment);
        assertThat(read(eni).attachment().instanceId()).isEqualTo(second);
        assertThat(read(eni).macAddress()).isEqualTo(before.macAddress());
        assertThat(read(eni).privateIpAddress()).isEqualTo(before.privateIpAddress());
    }

    @Test
    void attachedInterfaceShowsAmongTheInstancesInterfaces() {
        attach(first, 1);
        assertThat(ec2.describeInstances(r -> r.instanceIds(first))
                        .reservations()
                        .get(0)
                        .instances()
                        .get(0)
                        .networkInterfaces())
                .anyMatch(i ->
                        i.networkInterfaceId().equals(eni) && i.attachment().deviceIndex() == 1);
    }

    @Test
    void staleAttachmentIdIsNotFoundEvenAfterAnotherAttach() {
        String attachment = attach(first, 1);
        detach(attachment);
        assertThat(code(() -> ec2.detachNetworkInterface(r -> r.attachmentId(attachment))))
                .isEqualTo("InvalidAttachmentID.NotFound");
        attach(second, 1);
        assertThat(code(() -> ec2.detachNetworkInterface(r -> r.attachmentId(attachment))))
                .isEqualTo("InvalidAttachmentID.NotFound");
        assertThat(read(eni).attachment().instanceId()).isEqualTo(second);
    }

    @Test
    void unknownInterfaceAndInstanceAreNotFound() {
        String missing = "eni-0123456789abcdef0";
        assertThat(code(() -> ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(missing))))
                .isEqualTo("InvalidNetworkInterfaceID.NotFound");
        assertThat(code(() -> ec2.attachNetworkInterface(
                        r -> r.networkInterfaceId(missing).instanceId(first).deviceIndex(1))))
                .isEqualTo("InvalidNetworkInterfaceID.NotFound");
        assertThat(code(() -> ec2.attachNetworkInterface(r -> r.networkInterfaceId(eni)
                        .instanceId("i-0123456789abcdef0")
                        .deviceIndex(1))))
                .isEqualTo("InvalidInstanceID.NotFound");
    }

    @Test
    void dryRunOfAnAllowedCallIsAnErrorThatChangesNothing() {
        assertThat(code(() -> ec2.attachNetworkInterface(r -> r.networkInterfaceId(eni)
                        .instanceId(first)
                        .deviceIndex(1)
                        .dryRun(true))))
                .isEqualTo("DryRunOperation");
        assertThat(read(eni).attachment()).isNull();
        String attachment = attach(first, 1);
        assertThat(code(() -> ec2.detachNetworkInterface(
                        r -> r.attachmentId(attachment).dryRun(true))))
                .isEqualTo("DryRunOperation");
        assertThat(read(eni).attachment().attachmentId()).isEqualTo(attachment);
    }

    @Test
    void filtersFindAnInterfaceByWhatIsKnownOfIt() {
        String attachment = attach(first, 1);
        for (Filter filter : List.of(
                filter("attachment.attachment-id", attachment),
                filter("description", "moves"),
                filter("mac-address", read(eni).macAddress()),
                filter("private-ip-address", read(eni).privateIpAddress()),
                filter("tag:pair", "cache-a"))) {
            assertThat(ec2.describeNetworkInterfaces(r -> r.filters(filter, filter("status", "in-use")))
                            .networkInterfaces())
                    .as(filter.name())
                    .extracting(NetworkInterface::networkInterfaceId)
                    .contains(eni);
        }
        assertThat(ec2.describeNetworkInterfaces(r -> r.filters(filter("attachment.instance-id", second)))
                        .networkInterfaces())
                .extracting(NetworkInterface::networkInterfaceId)
                .doesNotContain(eni);
    }

    static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    @Test
    void attachmentStatusFilterFindsTheAttached() {
        attach(first, 1);
        if (deviations().attachmentStatusFilterFails()) {
            assertThat(catchThrowableOfType(Ec2Exception.class, () -> byStatus("attached"))
                            .statusCode())
                    .isEqualTo(500);
            return;
        }
        assertThat(byStatus("attached")).contains(eni);
        assertThat(byStatus("detaching")).doesNotContain(eni);
    }

    private List<String> byStatus(String status) {
        return ec2
                .describeNetworkInterfaces(r -> r.filters(filter("attachment.status", status)))
                .networkInterfaces()
                .stream()
                .map(NetworkInterface::networkInterfaceId)
                .toList();
    }

    @Test
    void attachingWhatIsAttachedElsewhereIsRefused() {
        attach(first, 1);
        String answer = code(() -> ec2.attachNetworkInterface(
                r -> r.networkInterfaceId(eni).instanceId(second).deviceIndex(1)));
        if (deviations().stealsOnAttach()) {
            assertThat(answer).isEqualTo("success");
            return;
        }
        assertThat(answer).isIn("InvalidNetworkInterface.InUse", "InvalidParameterValue");
        assertThat(read(eni).attachment().instanceId()).isEqualTo(first);
    }

    @Test
    void attachingAcrossZonesIsRefused() {
        String elsewhere = instance(subnetB);
        String answer = code(() -> ec2.attachNetworkInterface(
                r -> r.networkInterfaceId(eni).instanceId(elsewhere).deviceIndex(1)));
        assertThat(answer).isEqualTo(deviations().attachesAcrossZones() ? "success" : "InvalidParameterValue");
    }

    @Test
    void occupiedDeviceIndexIsRefused() {
        attach(first, 1);
        String other = networkInterface(subnetA);
        String answer = code(() -> ec2.attachNetworkInterface(
                r -> r.networkInterfaceId(other).instanceId(first).deviceIndex(1)));
        assertThat(answer).isEqualTo(deviations().replacesOccupiedIndex() ? "success" : "InvalidParameterValue");
    }

    @Test
    void moreInterfacesThanTheTypeAllowsAreRefused() {
        attach(first, 1);
        String third = networkInterface(subnetA);
        String answer = code(() -> ec2.attachNetworkInterface(
                r -> r.networkInterfaceId(third).instanceId(first).deviceIndex(2)));
        assertThat(answer).isEqualTo(deviations().ignoresLimits() ? "success" : "AttachmentLimitExceeded");
    }

    @Test
    void primaryInterfaceCannotBeDetachedBesideAnother() {
        attach(first, 1);
        String primary = ec2
                .describeInstances(r -> r.instanceIds(first))
                .reservations()
                .get(0)
                .instances()
                .get(0)
                .networkInterfaces()
                .stream()
                .filter(i -> i.attachment().deviceIndex() == 0)
                .findFirst()
                .orElseThrow()
                .attachment()
                .attachmentId();
        String answer = code(() -> ec2.detachNetworkInterface(r -> r.attachmentId(primary)));
        assertThat(answer).isEqualTo(deviations().detachesPrimary() ? "success" : "OperationNotPermitted");
    }

    @Test
    void terminatingTheHolderReleasesTheInterface() {
        attach(first, 1);
        ec2.terminateInstances(r -> r.instanceIds(first));
        if (deviations().keepsInterfaceOfTerminated()) {
            assertThat(read(eni).status()).isEqualTo(NetworkInterfaceStatus.IN_USE);
            return;
        }
        await().pollInterval(POLL).atMost(PATIENCE).until(() -> read(eni).status() == NetworkInterfaceStatus.AVAILABLE);
    }

    @Test
    void deleteOnTerminationIsSetOnTheAttachment() {
        String attachment = attach(first, 1);
        ec2.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(eni)
                .attachment(a -> a.attachmentId(attachment).deleteOnTermination(true)));
        assertThat(read(eni).attachment().deleteOnTermination())
                .isEqualTo(!deviations().ignoresDeleteOnTermination());
    }

    @Test
    void instanceTypeSaysHowManyInterfacesItTakes() {
        var info = ec2.describeInstanceTypes(r -> r.instanceTypes(InstanceType.T3_MICRO))
                .instanceTypes()
                .get(0)
                .networkInfo();
        assertThat(info.maximumNetworkInterfaces()).isEqualTo(2);
        assertThat(info.ipv4AddressesPerInterface()).isEqualTo(2);
    }

    @Test
    void stoppedInstanceStartsAgain() {
        ec2.stopInstances(r -> r.instanceIds(first));
        await().pollInterval(POLL).atMost(PATIENCE).until(() -> state(first) == InstanceStateName.STOPPED);
        ec2.startInstances(r -> r.instanceIds(first));
        await().pollInterval(POLL).atMost(PATIENCE).until(() -> state(first) == InstanceStateName.RUNNING);
    }

    private InstanceStateName state(String id) {
        return ec2.describeInstances(r -> r.instanceIds(id))
                .reservations()
                .get(0)
                .instances()
                .get(0)
                .state()
                .name();
    }

    @Test
    void deletedInterfaceIsNotFound() {
        ec2.deleteNetworkInterface(r -> r.networkInterfaceId(eni));
        assertThat(code(() -> ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(eni))))
                .isEqualTo("InvalidNetworkInterfaceID.NotFound");
    }
}
