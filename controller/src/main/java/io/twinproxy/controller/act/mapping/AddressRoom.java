package io.twinproxy.controller.act.mapping;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.controller.act.aws.call.AwsErrors;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/** Whether an interface may have one address more: how many it may have hangs on the instance's type. */
final class AddressRoom {
    private final Ec2Client ec2;
    private final Findings findings;

    AddressRoom(Ec2Client ec2, Findings findings) {
        this.ec2 = ec2;
        this.findings = findings;
    }

    void check(String host, NetworkInterface own) {
        int has = own.privateIpAddresses().size();
        Optional<String> instance =
                Optional.ofNullable(own.attachment()).flatMap(a -> Optional.ofNullable(a.instanceId()));
        instance.flatMap(id -> type(host, id))
                .ifPresent(type -> limit(host, type)
                        .filter(max -> has >= max)
                        .ifPresent(max -> findings.bars(
                                host,
                                own.networkInterfaceId() + " has " + has + " addresses, as many as an interface of a "
                                        + type + " may have")));
    }

    private Optional<String> type(String host, String instance) {
        try {
            return ec2
                    .describeInstances(DescribeInstancesRequest.builder()
                            .instanceIds(instance)
                            .build())
                    .reservations()
                    .stream()
                    .flatMap(r -> r.instances().stream())
                    .flatMap(i -> Optional.ofNullable(i.instanceTypeAsString()).stream())
                    .findFirst();
        } catch (SdkException e) {
            unclear(host, AwsAction.DESCRIBE_INSTANCES, e);
            return Optional.empty();
        }
    }

    private Optional<Integer> limit(String host, String type) {
        try {
            return ec2
                    .describeInstanceTypes(DescribeInstanceTypesRequest.builder()
                            .instanceTypesWithStrings(type)
                            .build())
                    .instanceTypes()
                    .stream()
                    .flatMap(t ->
                            Optional.ofNullable(t.networkInfo()).map(NetworkInfo::ipv4AddressesPerInterface).stream())
                    .findFirst();
        } catch (SdkException e) {
            unclear(host, AwsAction.DESCRIBE_INSTANCE_TYPES, e);
            return Optional.empty();
        }
    }

    private void unclear(String host, AwsAction action, SdkException e) {
        String sentence = host + ": how many addresses its interface may have could not be checked; "
                + AwsErrors.sentence(action, e);
        if (AwsErrors.refused(e)) {
            findings.warns(sentence);
        } else {
            findings.unanswered(sentence);
        }
    }
}
