package io.twinproxy.controller.act.mapping;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.controller.act.aws.call.AwsErrors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;

/**
 * A secondary private address: AssignPrivateIpAddresses with AllowReassignment takes it from one interface of a subnet
 * to another in one call, also when the old host is dead (EC2 API reference). The call has no dry run, so whether it is
 * permitted is seen by the first move.
 */
public final class SecondaryIpCalls implements MappingCalls {
    private final Ec2Client ec2;
    private final String ip;
    private final String subnet;

    public SecondaryIpCalls(Ec2Client ec2, String ip, String subnet) {
        this.ec2 = ec2;
        this.ip = ip;
        this.subnet = subnet;
    }

    @Override
    public MappingState look() {
        try {
            List<NetworkInterface> found = ec2.describeNetworkInterfaces(DescribeNetworkInterfacesRequest.builder()
                            .filters(
                                    HostInterfaces.filter("addresses.private-ip-address", ip),
                                    HostInterfaces.filter("subnet-id", subnet))
                            .build())
                    .networkInterfaces();
            return found.size() > 1
                    ? MappingState.unreadable(ip, found.size() + " interfaces of " + subnet + " have " + ip, false)
                    : state(found.stream().findFirst());
        } catch (SdkException e) {
            return MappingState.unreadable(
                    ip, AwsErrors.sentence(AwsAction.DESCRIBE_NETWORK_INTERFACES, e), AwsErrors.refused(e));
        }
    }

    private MappingState state(Optional<NetworkInterface> holder) {
        Optional<String> fixed = holder.filter(i -> ip.equals(i.privateIpAddress()))
                .map(i -> ip + " is the primary address of " + i.networkInterfaceId()
                        + ", which EC2 never moves: name a secondary one in the pair's file");
        return MappingState.readable(
                ip,
                List.of(led(holder)),
                Optional.of(ip),
                holder.flatMap(i -> Optional.ofNullable(i.macAddress())),
                fixed);
    }

    private static Led led(Optional<NetworkInterface> holder) {
        Optional<String> instance = holder.flatMap(i -> Optional.ofNullable(i.attachment()))
                .flatMap(a -> Optional.ofNullable(a.instanceId()));
        return holder.filter(i -> i.status() == NetworkInterfaceStatus.AVAILABLE)
                .map(i -> Led.dead("", i.networkInterfaceId()))
                .orElseGet(() -> Led.to("", instance, holder.map(NetworkInterface::networkInterfaceId)));
    }

    @Override
    public Outcome lead(Lead step, String networkInterface, Duration within) {
        try {
            ec2.assignPrivateIpAddresses(AssignPrivateIpAddressesRequest.builder()
                    .networkInterfaceId(networkInterface)
                    .privateIpAddresses(ip)
                    .allowReassignment(true)
                    .overrideConfiguration(o -> o.apiCallTimeout(within).apiCallAttemptTimeout(within))
                    .build());
            return Outcome.done("AWS is to " + step.sentence());
        } catch (SdkException e) {
            return AwsErrors.outcome(AwsAction.ASSIGN_PRIVATE_IP_ADDRESSES, e);
        }
    }

    @Override
    public void check(MappingState seen, List<HostInterface> hosts, Findings findings) {
        AddressRoom room = new AddressRoom(ec2, findings);
        for (HostInterface host : hosts) {
            NetworkInterface own = host.network();
            String name = host.host().host();
            if (!subnet.equals(own.subnetId())) {
                findings.bars(
                        name,
                        own.networkInterfaceId() + " is in " + own.subnetId() + " and " + ip + " in " + subnet
                                + "; an address does not leave its subnet: use hosts of one subnet, or another kind");
            } else if (own.privateIpAddresses().stream().noneMatch(a -> ip.equals(a.privateIpAddress()))) {
                room.check(name, own);
            }
        }
    }
}
