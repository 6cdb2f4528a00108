package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.Instance;
import io.twinproxy.emulator.core.InstanceState;
import io.twinproxy.emulator.core.InstanceType;
import io.twinproxy.emulator.core.NetworkInterface;
import io.twinproxy.emulator.core.NetworkInterface.Attachment;
import io.twinproxy.emulator.core.Subnet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;

/** The EC2 API's elements, as its published model names them. */
final class Ec2Views {
    static final String OWNER = "123456789012";

    private Ec2Views() {}

    static void networkInterface(Xml xml, NetworkInterface eni) {
        xml.put("networkInterfaceId", eni.networkInterfaceId())
                .put("subnetId", eni.subnetId())
                .put("vpcId", eni.vpcId())
                .put("availabilityZone", eni.availabilityZone())
                .put("description", eni.description())
                .put("ownerId", OWNER)
                .put("requesterManaged", false)
                .put("status", eni.status())
                .put("macAddress", eni.macAddress())
                .put("privateIpAddress", eni.privateIpAddress())
                .put("sourceDestCheck", eni.sourceDestCheck())
                .put("interfaceType", "interface");
        xml.each(
                "groupSet",
                "item",
                eni.securityGroups(),
                (x, g) -> x.put("groupId", g).put("groupName", g));
        eni.attachment()
                .ifPresent(a -> xml.in(
                        "attachment",
                        x -> attachment(x, a).put("instanceId", a.instanceId()).put("instanceOwnerId", OWNER)));
        xml.each(
                "privateIpAddressesSet",
                "item",
                eni.privateIpAddresses(),
                (x, ip) -> x.put("privateIpAddress", ip).put("primary", ip.equals(eni.privateIpAddress())));
        tags(xml, eni.tags());
    }

    private static Xml attachment(Xml xml, Attachment attachment) {
        return xml.put("attachmentId", attachment.attachmentId())
                .put("deviceIndex", attachment.deviceIndex())
                .put("networkCardIndex", attachment.networkCardIndex())
                .put("status", attachment.status().apiName())
                .put("attachTime", time(attachment.attachTime()))
                .put("deleteOnTermination", attachment.deleteOnTermination());
    }

    static void instance(Xml xml, Instance instance) {
        xml.put("instanceId", instance.instanceId())
                .put("imageId", "ami-00000000")
                .in("instanceState", x -> state(x, instance.state()))
                .put("privateIpAddress", instance.privateIpAddress())
                .put("instanceType", instance.instanceType())
                .put("launchTime", time(instance.launchTime()))
                .in("placement", x -> x.put("availabilityZone", instance.availabilityZone()))
                .put("subnetId", instance.subnetId())
                .put("vpcId", instance.vpcId());
        xml.each("networkInterfaceSet", "item", instance.networkInterfaces(), (x, eni) -> {
            x.put("networkInterfaceId", eni.networkInterfaceId())
                    .put("subnetId", eni.subnetId())
                    .put("vpcId", eni.vpcId())
                    .put("status", eni.status())
                    .put("macAddress", eni.macAddress())
                    .put("privateIpAddress", eni.privateIpAddress());
            eni.attachment().ifPresent(a -> x.in("attachment", y -> attachment(y, a)));
        });
        tags(xml, instance.tags());
    }

    static void instanceType(Xml xml, InstanceType type) {
        xml.put("instanceType", type.name())
                .in(
                        "networkInfo",
                        x -> x.put("maximumNetworkInterfaces", type.interfacesMax())
                                .put("maximumNetworkCards", type.networkCards())
                                .put("ipv4AddressesPerInterface", type.addressesPerInterface())
                                .in("networkCards", cards -> {
                                    for (int card = 0; card < type.networkCards(); card++) {
                                        int index = card;
                                        int perCard = type.interfacesMax() / type.networkCards();
                                        cards.in(
                                                "item",
                                                y -> y.put("networkCardIndex", index)
                                                        .put("maximumNetworkInterfaces", perCard));
                                    }
                                }));
    }

    static void stateChange(Xml xml, Instance instance) {
        xml.put("instanceId", instance.instanceId()).in("currentState", x -> state(x, instance.state()));
    }

    static void subnet(Xml xml, Subnet subnet) {
        xml.put("subnetId", subnet.subnetId())
                .put("state", "available")
                .put("vpcId", subnet.vpcId())
                .put("cidrBlock", subnet.cidrBlock())
                .put("availabilityZone", subnet.availabilityZone());
    }

    private static void state(Xml xml, InstanceState state) {
        xml.put("code", state.code()).put("name", state.apiName());
    }

    private static void tags(Xml xml, SortedMap<String, String> tags) {
        xml.each(
                "tagSet",
                "item",
                tags.entrySet(),
                (x, tag) -> x.put("key", tag.getKey()).put("value", tag.getValue()));
    }

    private static Instant time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
