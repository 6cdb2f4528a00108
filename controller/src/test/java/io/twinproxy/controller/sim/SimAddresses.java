package io.twinproxy.controller.sim;

import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.CloudError;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/** The SDK's calls about addresses and routes over the emulator's core. */
abstract class SimAddresses implements Ec2Client {
    protected final Cloud cloud;
    protected final SimCalls calls;
    private final Consumer<String> aboutToLead;

    /** {@code aboutToLead} hears of the interface before each call that leads an address to one. */
    SimAddresses(Cloud cloud, SimCalls calls, Consumer<String> aboutToLead) {
        this.cloud = cloud;
        this.calls = calls;
        this.aboutToLead = aboutToLead;
    }

    private void lead(Action action, boolean dry, String what, String networkInterface, Runnable work) {
        Supplier<Boolean> done = () -> {
            work.run();
            return true;
        };
        if (dry) {
            calls.call(action, SimAddresses::error, done);
        } else {
            aboutToLead.accept(networkInterface);
            calls.write(action, what, SimAddresses::error, done);
        }
    }

    @Override
    public AssignPrivateIpAddressesResponse assignPrivateIpAddresses(AssignPrivateIpAddressesRequest request) {
        lead(
                Action.ASSIGN_PRIVATE_IP_ADDRESSES,
                false,
                "assign " + request.privateIpAddresses() + " to " + request.networkInterfaceId(),
                request.networkInterfaceId(),
                () -> cloud.assignPrivateIpAddresses(
                        request.networkInterfaceId(),
                        request.privateIpAddresses(),
                        Boolean.TRUE.equals(request.allowReassignment())));
        return AssignPrivateIpAddressesResponse.builder().build();
    }

    @Override
    public DescribeAddressesResponse describeAddresses(DescribeAddressesRequest request) {
        return calls.call(
                Action.DESCRIBE_ADDRESSES,
                SimAddresses::error,
                () -> DescribeAddressesResponse.builder()
                        .addresses(cloud.describeAddresses(request.allocationIds(), false).stream()
                                .map(a -> Address.builder()
                                        .allocationId(a.allocationId())
                                        .publicIp(a.publicIp())
                                        .networkInterfaceId(
                                                a.networkInterfaceId().orElse(null))
                                        .instanceId(a.instanceId().orElse(null))
                                        .build())
                                .toList())
                        .build());
    }

    @Override
    public AssociateAddressResponse associateAddress(AssociateAddressRequest request) {
        boolean dry = Boolean.TRUE.equals(request.dryRun());
        lead(
                Action.ASSOCIATE_ADDRESS,
                dry,
                "associate " + request.allocationId() + " with " + request.networkInterfaceId(),
                request.networkInterfaceId(),
                () -> cloud.associateAddress(
                        request.allocationId(), request.networkInterfaceId(), Optional.empty(), true, dry));
        return AssociateAddressResponse.builder().build();
    }

    @Override
    public DescribeRouteTablesResponse describeRouteTables(DescribeRouteTablesRequest request) {
        return calls.call(
                Action.DESCRIBE_ROUTE_TABLES,
                SimAddresses::error,
                () -> DescribeRouteTablesResponse.builder()
                        .routeTables(cloud.describeRouteTables(request.routeTableIds(), false).stream()
                                .map(SimAddresses::shown)
                                .toList())
                        .build());
    }

    private static RouteTable shown(io.twinproxy.emulator.core.RouteTable table) {
        return RouteTable.builder()
                .routeTableId(table.routeTableId())
                .routes(table.routes().stream()
                        .map(r -> Route.builder()
                                .destinationCidrBlock(r.destinationCidrBlock())
                                .networkInterfaceId(r.networkInterfaceId())
                                .instanceId(r.instanceId().orElse(null))
                                .state(r.blackhole() ? "blackhole" : "active")
                                .build())
                        .toList())
                .build();
    }

    @Override
    public CreateRouteResponse createRoute(CreateRouteRequest request) {
        boolean dry = Boolean.TRUE.equals(request.dryRun());
        lead(
                Action.CREATE_ROUTE,
                dry,
                "create the route in " + request.routeTableId() + " to " + request.networkInterfaceId(),
                request.networkInterfaceId(),
                () -> cloud.createRoute(
                        request.routeTableId(), request.destinationCidrBlock(), request.networkInterfaceId(), dry));
        return CreateRouteResponse.builder().build();
    }

    @Override
    public ReplaceRouteResponse replaceRoute(ReplaceRouteRequest request) {
        boolean dry = Boolean.TRUE.equals(request.dryRun());
        lead(
                Action.REPLACE_ROUTE,
                dry,
                "replace the route in " + request.routeTableId() + " by one to " + request.networkInterfaceId(),
                request.networkInterfaceId(),
                () -> cloud.replaceRoute(
                        request.routeTableId(), request.destinationCidrBlock(), request.networkInterfaceId(), dry));
        return ReplaceRouteResponse.builder().build();
    }

    static RuntimeException error(CloudError e) {
        return Ec2Exception.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(e.code())
                        .errorMessage(e.getMessage())
                        .serviceName("Ec2")
                        .build())
                .statusCode(e.httpStatus())
                .message(e.getMessage())
                .build();
    }

    @Override
    public String serviceName() {
        return "ec2";
    }

    @Override
    public void close() {}
}
