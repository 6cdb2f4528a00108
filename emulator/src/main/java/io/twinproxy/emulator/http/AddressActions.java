package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.CloudError;
import io.twinproxy.emulator.core.ElasticAddress;
import io.twinproxy.emulator.core.RouteTable;
import java.util.List;
import java.util.function.Consumer;

/** EC2 requests about addresses and routes. Runs under the server's lock. */
final class AddressActions {
    private final Cloud cloud;

    AddressActions(Cloud cloud) {
        this.cloud = cloud;
    }

    Consumer<Xml> answer(Action action, Form form) {
        return switch (action) {
            case ASSIGN_PRIVATE_IP_ADDRESSES -> assign(form);
            case UNASSIGN_PRIVATE_IP_ADDRESSES -> {
                cloud.unassignPrivateIpAddresses(form.get("NetworkInterfaceId"), form.list("PrivateIpAddress"));
                yield AddressActions::done;
            }
            case ALLOCATE_ADDRESS -> allocate(form);
            case ASSOCIATE_ADDRESS -> associate(form);
            case DISASSOCIATE_ADDRESS -> {
                cloud.disassociateAddress(form.get("AssociationId"), form.flag("DryRun"));
                yield AddressActions::done;
            }
            case DESCRIBE_ADDRESSES ->
                addresses(cloud.describeAddresses(form.list("AllocationId"), form.flag("DryRun")));
            case CREATE_ROUTE_TABLE -> {
                RouteTable made = cloud.createRouteTable(form.get("VpcId"), form.flag("DryRun"));
                yield xml -> xml.in("routeTable", x -> table(x, made));
            }
            case CREATE_ROUTE -> {
                cloud.createRoute(
                        form.get("RouteTableId"),
                        form.get("DestinationCidrBlock"),
                        form.get("NetworkInterfaceId"),
                        form.flag("DryRun"));
                yield AddressActions::done;
            }
            case REPLACE_ROUTE -> {
                cloud.replaceRoute(
                        form.get("RouteTableId"),
                        form.get("DestinationCidrBlock"),
                        form.get("NetworkInterfaceId"),
                        form.flag("DryRun"));
                yield AddressActions::done;
            }
            case DELETE_ROUTE -> {
                cloud.deleteRoute(form.get("RouteTableId"), form.get("DestinationCidrBlock"), form.flag("DryRun"));
                yield AddressActions::done;
            }
            case DESCRIBE_ROUTE_TABLES -> tables(form);
            default -> throw new IllegalArgumentException(action + " is not about addresses");
        };
    }

    private Consumer<Xml> assign(Form form) {
        if (form.find("Ipv6Address.1").isPresent()
                || form.find("Ipv6AddressCount").isPresent()) {
            throw new CloudError("InvalidParameterValue", 400, "IPv6 addresses cannot be assigned by this call");
        }
        String eni = form.get("NetworkInterfaceId");
        List<String> assigned =
                cloud.assignPrivateIpAddresses(eni, form.list("PrivateIpAddress"), form.flag("AllowReassignment"));
        return xml -> xml.put("networkInterfaceId", eni)
                .put("return", true)
                .each("assignedPrivateIpAddressesSet", "item", assigned, (x, ip) -> x.put("privateIpAddress", ip));
    }

    private Consumer<Xml> allocate(Form form) {
        ElasticAddress made = cloud.allocateAddress(form.flag("DryRun"));
        return xml -> xml.put("allocationId", made.allocationId())
                .put("publicIp", made.publicIp())
                .put("domain", "vpc");
    }

    private Consumer<Xml> associate(Form form) {
        String association = cloud.associateAddress(
                form.get("AllocationId"),
                form.get("NetworkInterfaceId"),
                form.find("PrivateIpAddress"),
                form.flag("AllowReassociation", true),
                form.flag("DryRun"));
        return xml -> xml.put("associationId", association).put("return", true);
    }

    private static Consumer<Xml> addresses(List<ElasticAddress> all) {
        return xml -> xml.each("addressesSet", "item", all, (x, each) -> {
            x.put("allocationId", each.allocationId())
                    .put("publicIp", each.publicIp())
                    .put("domain", "vpc");
            each.associationId().ifPresent(id -> x.put("associationId", id));
            each.networkInterfaceId().ifPresent(id -> x.put("networkInterfaceId", id));
            each.instanceId().ifPresent(id -> x.put("instanceId", id));
            each.privateIpAddress().ifPresent(ip -> x.put("privateIpAddress", ip));
        });
    }

    private Consumer<Xml> tables(Form form) {
        List<RouteTable> all = cloud.describeRouteTables(form.list("RouteTableId"), form.flag("DryRun"));
        return xml -> xml.each("routeTableSet", "item", all, AddressActions::table);
    }

    private static void table(Xml xml, RouteTable table) {
        xml.put("routeTableId", table.routeTableId()).put("vpcId", table.vpcId());
        xml.each("routeSet", "item", table.routes(), (x, route) -> {
            x.put("destinationCidrBlock", route.destinationCidrBlock())
                    .put("networkInterfaceId", route.networkInterfaceId())
                    .put("state", route.blackhole() ? "blackhole" : "active")
                    .put("origin", "CreateRoute");
            route.instanceId().ifPresent(id -> x.put("instanceId", id));
        });
    }

    private static void done(Xml xml) {
        xml.put("return", true);
    }
}
