package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Attached;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.Instance;
import io.twinproxy.emulator.core.InstanceType;
import io.twinproxy.emulator.core.NetworkInterface;
import io.twinproxy.emulator.core.Subnet;
import java.util.List;
import java.util.function.Consumer;

/** EC2 requests to core operations and back, one short method a call. Runs under the server's lock. */
final class Ec2Actions {
    private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

    private final Cloud cloud;
    private final AddressActions addresses;

    Ec2Actions(Cloud cloud) {
        this.cloud = cloud;
        this.addresses = new AddressActions(cloud);
    }

    String run(Action action, Form form, String requestId) {
        Consumer<Xml> answer = answer(action, form);
        return Xml.document(action.apiName() + "Response", NAMESPACE, xml -> {
            xml.put("requestId", requestId);
            answer.accept(xml);
        });
    }

    private Consumer<Xml> answer(Action action, Form form) {
        return switch (action) {
            case DESCRIBE_NETWORK_INTERFACES -> describeInterfaces(form);
            case ATTACH_NETWORK_INTERFACE -> attach(form);
            case DETACH_NETWORK_INTERFACE -> detach(form);
            case MODIFY_NETWORK_INTERFACE_ATTRIBUTE -> modify(form);
            case CREATE_NETWORK_INTERFACE -> createInterface(form);
            case DELETE_NETWORK_INTERFACE -> deleteInterface(form);
            case DESCRIBE_INSTANCES -> describeInstances(form);
            case DESCRIBE_INSTANCE_TYPES -> describeTypes(form);
            case RUN_INSTANCES -> run(form);
            case START_INSTANCES -> changes(cloud.startInstances(form.list("InstanceId"), dry(form)));
            case STOP_INSTANCES -> changes(cloud.stopInstances(form.list("InstanceId"), dry(form)));
            case TERMINATE_INSTANCES -> changes(cloud.terminateInstances(form.list("InstanceId"), dry(form)));
            case CREATE_VPC -> createVpc(form);
            case CREATE_SUBNET -> createSubnet(form);
            case ASSIGN_PRIVATE_IP_ADDRESSES,
                    UNASSIGN_PRIVATE_IP_ADDRESSES,
                    ALLOCATE_ADDRESS,
                    ASSOCIATE_ADDRESS,
                    DISASSOCIATE_ADDRESS,
                    DESCRIBE_ADDRESSES,
                    CREATE_ROUTE_TABLE,
                    CREATE_ROUTE,
                    REPLACE_ROUTE,
                    DELETE_ROUTE,
                    DESCRIBE_ROUTE_TABLES -> addresses.answer(action, form);
            default -> throw new IllegalArgumentException(action + " is not of EC2");
        };
    }

    private static boolean dry(Form form) {
        return form.flag("DryRun");
    }

    private Consumer<Xml> describeInterfaces(Form form) {
        List<NetworkInterface> all = cloud.describeNetworkInterfaces(
                form.list("NetworkInterfaceId"), form.filters(), Page.asked(form), dry(form));
        Page<NetworkInterface> page = Page.of(form, all);
        return xml -> {
            xml.each("networkInterfaceSet", "item", page.things(), Ec2Views::networkInterface);
            page.token(xml);
        };
    }

    private Consumer<Xml> attach(Form form) {
        Attached attached = cloud.attachNetworkInterface(
                form.get("NetworkInterfaceId"),
                form.get("InstanceId"),
                form.getInt("DeviceIndex"),
                form.findInt("NetworkCardIndex"),
                dry(form));
        return xml ->
                xml.put("attachmentId", attached.attachmentId()).put("networkCardIndex", attached.networkCardIndex());
    }

    private Consumer<Xml> detach(Form form) {
        cloud.detachNetworkInterface(form.get("AttachmentId"), form.flag("Force"), dry(form));
        return Ec2Actions::done;
    }

    private Consumer<Xml> modify(Form form) {
        String eni = form.get("NetworkInterfaceId");
        if (form.find("SourceDestCheck.Value").isPresent()) {
            cloud.modifySourceDestCheck(eni, form.flag("SourceDestCheck.Value"), dry(form));
        } else {
            cloud.modifyNetworkInterfaceAttribute(
                    eni, form.get("Attachment.AttachmentId"), form.flag("Attachment.DeleteOnTermination"), dry(form));
        }
        return Ec2Actions::done;
    }

    private Consumer<Xml> createInterface(Form form) {
        NetworkInterface made = cloud.createNetworkInterface(
                form.get("SubnetId"),
                form.find("PrivateIpAddress"),
                form.find("Description").orElse(""),
                form.list("SecurityGroupId"),
                form.tags(),
                dry(form));
        return xml -> xml.in("networkInterface", x -> Ec2Views.networkInterface(x, made));
    }

    private Consumer<Xml> deleteInterface(Form form) {
        cloud.deleteNetworkInterface(form.get("NetworkInterfaceId"), dry(form));
        return Ec2Actions::done;
    }

    private Consumer<Xml> describeInstances(Form form) {
        List<Instance> all =
                cloud.describeInstances(form.list("InstanceId"), form.filters(), Page.asked(form), dry(form));
        Page<Instance> page = Page.of(form, all);
        return xml -> {
            xml.each("reservationSet", "item", page.things(), (x, instance) -> {
                x.put("reservationId", "r-" + instance.instanceId().substring(2))
                        .put("ownerId", Ec2Views.OWNER);
                x.each("instancesSet", "item", List.of(instance), Ec2Views::instance);
            });
            page.token(xml);
        };
    }

    private Consumer<Xml> describeTypes(Form form) {
        List<InstanceType> types = cloud.describeInstanceTypes(form.list("InstanceType"), dry(form));
        return xml -> xml.each("instanceTypeSet", "item", types, Ec2Views::instanceType);
    }

    private Consumer<Xml> run(Form form) {
        List<Instance> made = cloud.runInstances(
                form.get("SubnetId"),
                form.find("InstanceType").orElse("t3.micro"),
                form.getInt("MaxCount"),
                form.tags(),
                dry(form));
        return xml -> {
            xml.put("reservationId", "r-" + made.get(0).instanceId().substring(2))
                    .put("ownerId", Ec2Views.OWNER);
            xml.each("instancesSet", "item", made, Ec2Views::instance);
        };
    }

    private static Consumer<Xml> changes(List<Instance> changed) {
        return xml -> xml.each("instancesSet", "item", changed, Ec2Views::stateChange);
    }

    private Consumer<Xml> createVpc(Form form) {
        String cidr = form.get("CidrBlock");
        String id = cloud.createVpc(cidr, dry(form));
        return xml ->
                xml.in("vpc", x -> x.put("vpcId", id).put("cidrBlock", cidr).put("state", "available"));
    }

    private Consumer<Xml> createSubnet(Form form) {
        Subnet made =
                cloud.createSubnet(form.get("VpcId"), form.get("CidrBlock"), form.find("AvailabilityZone"), dry(form));
        return xml -> xml.in("subnet", x -> Ec2Views.subnet(x, made));
    }

    private static void done(Xml xml) {
        xml.put("return", true);
    }
}
