package io.twinproxy.controller.sim;

import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Attached;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.Filter;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;

/** The SDK's client over the emulator's core, for one controller: the production endpoint runs on it unchanged. */
final class SimEc2 extends SimAddresses {
    private final Attachments attachments;

    SimEc2(Cloud cloud, SimCalls calls, Attachments attachments, Consumer<String> aboutToLead) {
        super(cloud, calls, aboutToLead);
        this.attachments = attachments;
    }

    @Override
    public DescribeNetworkInterfacesResponse describeNetworkInterfaces(DescribeNetworkInterfacesRequest request) {
        List<io.twinproxy.emulator.core.NetworkInterface> found = calls.call(
                Action.DESCRIBE_NETWORK_INTERFACES,
                SimAddresses::error,
                () -> cloud.describeNetworkInterfaces(
                        request.networkInterfaceIds(),
                        request.filters().stream()
                                .map(f -> new Filter(f.name(), f.values()))
                                .toList(),
                        false,
                        false));
        return DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(found.stream().map(SimEc2::shown).toList())
                .build();
    }

    private static NetworkInterface shown(io.twinproxy.emulator.core.NetworkInterface eni) {
        NetworkInterface.Builder shown = NetworkInterface.builder()
                .networkInterfaceId(eni.networkInterfaceId())
                .subnetId(eni.subnetId())
                .availabilityZone(eni.availabilityZone())
                .macAddress(eni.macAddress())
                .privateIpAddress(eni.privateIpAddress())
                .privateIpAddresses(eni.privateIpAddresses().stream()
                        .map(ip -> NetworkInterfacePrivateIpAddress.builder()
                                .privateIpAddress(ip)
                                .build())
                        .toList())
                .sourceDestCheck(eni.sourceDestCheck())
                .status(eni.status());
        eni.attachment()
                .ifPresent(a -> shown.attachment(b -> b.attachmentId(a.attachmentId())
                        .instanceId(a.instanceId())
                        .deviceIndex(a.deviceIndex())
                        .networkCardIndex(a.networkCardIndex())
                        .deleteOnTermination(a.deleteOnTermination())
                        .status(a.status().apiName())));
        return shown.build();
    }

    @Override
    public AttachNetworkInterfaceResponse attachNetworkInterface(AttachNetworkInterfaceRequest request) {
        boolean dry = Boolean.TRUE.equals(request.dryRun());
        Supplier<Attached> attach = () -> {
            Attached attached = cloud.attachNetworkInterface(
                    request.networkInterfaceId(), request.instanceId(), request.deviceIndex(), OptionalInt.of(0), dry);
            attachments.made(attached.attachmentId(), request.networkInterfaceId(), request.instanceId());
            return attached;
        };
        Attached attached = dry
                ? calls.call(Action.ATTACH_NETWORK_INTERFACE, SimAddresses::error, attach)
                : calls.write(
                        Action.ATTACH_NETWORK_INTERFACE,
                        "attach " + request.networkInterfaceId() + " to " + request.instanceId(),
                        SimAddresses::error,
                        attach);
        return AttachNetworkInterfaceResponse.builder()
                .attachmentId(attached.attachmentId())
                .build();
    }

    @Override
    public DetachNetworkInterfaceResponse detachNetworkInterface(DetachNetworkInterfaceRequest request) {
        boolean dry = Boolean.TRUE.equals(request.dryRun());
        boolean force = Boolean.TRUE.equals(request.force());
        Supplier<Boolean> detach = () -> {
            cloud.detachNetworkInterface(request.attachmentId(), force, dry);
            attachments.ending(request.attachmentId());
            return true;
        };
        if (dry) {
            calls.call(Action.DETACH_NETWORK_INTERFACE, SimAddresses::error, detach);
        } else {
            attachments.aboutToEnd(request.attachmentId());
            calls.write(
                    Action.DETACH_NETWORK_INTERFACE,
                    (force ? "detach by force " : "detach ") + request.attachmentId(),
                    SimAddresses::error,
                    detach);
        }
        return DetachNetworkInterfaceResponse.builder().build();
    }

    @Override
    public ModifyNetworkInterfaceAttributeResponse modifyNetworkInterfaceAttribute(
            ModifyNetworkInterfaceAttributeRequest request) {
        boolean dry = Boolean.TRUE.equals(request.dryRun());
        calls.call(Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE, SimAddresses::error, () -> {
            cloud.modifyNetworkInterfaceAttribute(
                    request.networkInterfaceId(),
                    request.attachment().attachmentId(),
                    request.attachment().deleteOnTermination(),
                    dry);
            return true;
        });
        return ModifyNetworkInterfaceAttributeResponse.builder().build();
    }

    @Override
    public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
        List<io.twinproxy.emulator.core.Instance> found = calls.call(
                Action.DESCRIBE_INSTANCES,
                SimAddresses::error,
                () -> cloud.describeInstances(request.instanceIds().toArray(new String[0])));
        return DescribeInstancesResponse.builder()
                .reservations(List.of(software.amazon.awssdk.services.ec2.model.Reservation.builder()
                        .instances(found.stream().map(SimEc2::shown).toList())
                        .build()))
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.Instance shown(
            io.twinproxy.emulator.core.Instance instance) {
        return software.amazon.awssdk.services.ec2.model.Instance.builder()
                .instanceId(instance.instanceId())
                .instanceType(instance.instanceType())
                .subnetId(instance.subnetId())
                .state(s -> s.name(instance.state().apiName()))
                .placement(p -> p.availabilityZone(instance.availabilityZone()))
                .networkInterfaces(instance.networkInterfaces().stream()
                        .map(eni -> software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface.builder()
                                .networkInterfaceId(eni.networkInterfaceId())
                                .attachment(a -> a.deviceIndex(
                                        eni.attachment().orElseThrow().deviceIndex()))
                                .build())
                        .toList())
                .build();
    }

    @Override
    public DescribeInstanceTypesResponse describeInstanceTypes(DescribeInstanceTypesRequest request) {
        List<io.twinproxy.emulator.core.InstanceType> found = calls.call(
                Action.DESCRIBE_INSTANCE_TYPES,
                SimAddresses::error,
                () -> cloud.describeInstanceTypes(request.instanceTypesAsStrings(), false));
        return DescribeInstanceTypesResponse.builder()
                .instanceTypes(found.stream()
                        .map(t -> software.amazon.awssdk.services.ec2.model.InstanceTypeInfo.builder()
                                .instanceType(t.name())
                                .networkInfo(n -> n.maximumNetworkInterfaces(t.interfacesMax())
                                        .ipv4AddressesPerInterface(t.addressesPerInterface()))
                                .build())
                        .toList())
                .build();
    }
}
