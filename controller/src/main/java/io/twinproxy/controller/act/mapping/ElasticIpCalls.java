package io.twinproxy.controller.act.mapping;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.controller.act.aws.call.AwsErrors;
import io.twinproxy.controller.act.aws.call.DryRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;

/**
 * An Elastic IP: AssociateAddress takes it from one interface to another in one call, also across zones, and is
 * idempotent (EC2 API reference). EC2 translates it to the interface's private address, so nothing is configured on a
 * host. Through which address clients come is for the pair's file to say: from inside the network it may not be reached.
 */
public final class ElasticIpCalls implements MappingCalls {
    private final Ec2Client ec2;
    private final String allocation;
    private final HostInterfaces interfaces;

    public ElasticIpCalls(Ec2Client ec2, String allocation, HostInterfaces interfaces) {
        this.ec2 = ec2;
        this.allocation = allocation;
        this.interfaces = interfaces;
    }

    @Override
    public MappingState look() {
        try {
            List<Address> found = ec2.describeAddresses(DescribeAddressesRequest.builder()
                            .allocationIds(allocation)
                            .build())
                    .addresses();
            return found.size() == 1
                    ? state(found.get(0))
                    : MappingState.unreadable(
                            allocation, found.size() + " addresses are found by the id " + allocation, false);
        } catch (SdkException e) {
            return MappingState.unreadable(
                    allocation,
                    allocation + ": " + AwsErrors.sentence(AwsAction.DESCRIBE_ADDRESSES, e),
                    AwsErrors.refused(e));
        }
    }

    private MappingState state(Address found) {
        Optional<String> network =
                Optional.ofNullable(found.networkInterfaceId()).filter(id -> !id.isEmpty());
        Optional<String> instance = Optional.ofNullable(found.instanceId())
                .filter(id -> !id.isEmpty())
                .or(() -> network.flatMap(interfaces::instanceOf));
        return MappingState.readable(
                allocation,
                List.of(Led.to("", instance, network)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Outcome lead(Lead step, String networkInterface, Duration within) {
        try {
            ec2.associateAddress(to(networkInterface)
                    .overrideConfiguration(o -> o.apiCallTimeout(within).apiCallAttemptTimeout(within))
                    .build());
            return Outcome.done("AWS is to " + step.sentence());
        } catch (SdkException e) {
            return AwsErrors.outcome(AwsAction.ASSOCIATE_ADDRESS, e);
        }
    }

    private AssociateAddressRequest.Builder to(String networkInterface) {
        return AssociateAddressRequest.builder()
                .allocationId(allocation)
                .networkInterfaceId(networkInterface)
                .allowReassociation(true);
    }

    @Override
    public void check(MappingState seen, List<HostInterface> hosts, Findings findings) {
        for (HostInterface host : hosts) {
            Outcome associate = DryRun.ask(
                    AwsAction.ASSOCIATE_ADDRESS,
                    () -> ec2.associateAddress(
                            to(host.network().networkInterfaceId()).dryRun(true).build()));
            findings.dryRun(associate, sentence -> findings.bars(host.host().host(), sentence));
        }
    }
}
