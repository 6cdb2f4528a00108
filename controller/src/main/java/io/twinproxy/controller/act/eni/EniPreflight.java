package io.twinproxy.controller.act.eni;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.controller.act.aws.call.AwsErrors;
import io.twinproxy.controller.act.aws.call.DryRun;
import io.twinproxy.controller.act.eni.EniState.Phase;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/**
 * Could the interface move to each host? One read and two dry runs for the interface, and at most two reads and one dry
 * run for each host; nothing is changed. Used once.
 */
final class EniPreflight {
    private final Ec2Client ec2;
    private final EniSpec spec;
    private final Findings findings = new Findings();

    EniPreflight(Ec2Client ec2, EniSpec spec) {
        this.ec2 = ec2;
        this.spec = spec;
    }

    Preflight check(List<Target> hosts) {
        findings.identities(hosts);
        try {
            List<NetworkInterface> seen = ec2.describeNetworkInterfaces(DescribeNetworkInterfacesRequest.builder()
                            .networkInterfaceIds(spec.networkInterface())
                            .build())
                    .networkInterfaces();
            if (seen.isEmpty()) {
                findings.bars(spec.networkInterface() + " is not found in this region");
            } else {
                interfaceFound(EniReading.of(spec, seen.get(0)), hosts);
            }
        } catch (SdkException e) {
            String sentence =
                    spec.networkInterface() + ": " + AwsErrors.sentence(AwsAction.DESCRIBE_NETWORK_INTERFACES, e);
            if (AwsErrors.refused(e)) {
                findings.bars(sentence);
            } else {
                findings.unanswered(sentence);
            }
        }
        return findings.preflight();
    }

    private void interfaceFound(EniState state, List<Target> hosts) {
        if (state.phase() == Phase.UNREADABLE) {
            findings.unanswered(state.unreadable());
            return;
        }
        state.attachment().ifPresent(this::attachment);
        Optional<String> holder = state.attachment().flatMap(Attachment::instance);
        for (Target host : hosts) {
            host.instance().ifPresent(id -> host(host.host(), id, state, holder.equals(Optional.of(id))));
        }
    }

    private void attachment(Attachment attachment) {
        if (attachment.deviceIndex() == 0) {
            findings.bars(spec.networkInterface() + " is the primary interface of "
                    + attachment.instance().orElse("its instance")
                    + ", which cannot be detached: name another interface in the pair's file");
        }
        if (attachment.deleteOnTermination()) {
            findings.warns(spec.networkInterface() + " would be deleted together with "
                    + attachment.instance().orElse("its instance")
                    + ", since DeleteOnTermination is true: set it to false");
        }
        Outcome detach = DryRun.ask(
                AwsAction.DETACH_NETWORK_INTERFACE,
                () -> ec2.detachNetworkInterface(DetachNetworkInterfaceRequest.builder()
                        .attachmentId(attachment.id())
                        .dryRun(true)
                        .build()));
        findings.dryRun(detach, findings::bars);
        Outcome keep = DryRun.ask(
                AwsAction.MODIFY_NETWORK_INTERFACE_ATTRIBUTE,
                () -> ec2.modifyNetworkInterfaceAttribute(ModifyNetworkInterfaceAttributeRequest.builder()
                        .networkInterfaceId(spec.networkInterface())
                        .attachment(a -> a.attachmentId(attachment.id()).deleteOnTermination(false))
                        .dryRun(true)
                        .build()));
        findings.dryRun(keep, findings::warns);
    }

    private void host(String name, String id, EniState state, boolean holder) {
        Optional<Instance> found = instance(name, id);
        if (found.isEmpty()) {
            return;
        }
        Instance instance = found.get();
        String running = instance.state() == null ? "" : instance.state().nameAsString();
        if (!"running".equals(running)) {
            findings.bars(name, "instance " + id + " is " + running + ", not running");
        }
        String zone = instance.placement() == null
                ? ""
                : Optional.ofNullable(instance.placement().availabilityZone()).orElse("");
        if (state.zone().isPresent() && !zone.isEmpty() && !state.zone().get().equals(zone)) {
            findings.bars(
                    name,
                    "instance " + id + " is in zone " + zone + ", " + spec.networkInterface() + " in "
                            + state.zone().get() + "; an interface does not leave its zone");
        }
        if (!holder) {
            room(name, instance);
            attachable(name, id);
        }
    }

    private Optional<Instance> instance(String name, String id) {
        try {
            Optional<Instance> found = ec2
                    .describeInstances(
                            DescribeInstancesRequest.builder().instanceIds(id).build())
                    .reservations()
                    .stream()
                    .flatMap(r -> r.instances().stream())
                    .findFirst();
            if (found.isEmpty()) {
                findings.bars(name, "instance " + id + " is not found in this region");
            }
            return found;
        } catch (SdkException e) {
            String sentence = "instance " + id + ": " + AwsErrors.sentence(AwsAction.DESCRIBE_INSTANCES, e);
            if (AwsErrors.denied(e)) {
                findings.warns(name + ": " + sentence);
            } else if (AwsErrors.refused(e)) {
                findings.bars(name, sentence);
            } else {
                findings.unanswered(name + ": " + sentence);
            }
            return Optional.empty();
        }
    }

    /** A free device index, and one interface more than there is. */
    private void room(String name, Instance instance) {
        instance.networkInterfaces().stream()
                .filter(i -> i.attachment() != null
                        && Integer.valueOf(spec.deviceIndex())
                                .equals(i.attachment().deviceIndex()))
                .map(InstanceNetworkInterface::networkInterfaceId)
                .findFirst()
                .ifPresent(other -> findings.bars(
                        name,
                        "device index " + spec.deviceIndex() + " of " + instance.instanceId() + " is taken by " + other
                                + ": detach that one, or choose another device-index"));
        int has = instance.networkInterfaces().size();
        limit(name, instance)
                .filter(max -> has >= max)
                .ifPresent(max -> findings.bars(
                        name,
                        instance.instanceId() + " has " + has + " interfaces, as many as its type "
                                + instance.instanceTypeAsString() + " allows"));
    }

    private Optional<Integer> limit(String name, Instance instance) {
        if (instance.instanceTypeAsString() == null) {
            return Optional.empty();
        }
        try {
            return ec2
                    .describeInstanceTypes(DescribeInstanceTypesRequest.builder()
                            .instanceTypesWithStrings(instance.instanceTypeAsString())
                            .build())
                    .instanceTypes()
                    .stream()
                    .map(InstanceTypeInfo::networkInfo)
                    .flatMap(n -> Optional.ofNullable(n).map(NetworkInfo::maximumNetworkInterfaces).stream())
                    .findFirst();
        } catch (SdkException e) {
            String sentence = name + ": how many interfaces a " + instance.instanceTypeAsString()
                    + " may have could not be checked; " + AwsErrors.sentence(AwsAction.DESCRIBE_INSTANCE_TYPES, e);
            if (AwsErrors.refused(e)) {
                findings.warns(sentence);
            } else {
                findings.unanswered(sentence);
            }
            return Optional.empty();
        }
    }

    private void attachable(String name, String id) {
        Outcome attach = DryRun.ask(
                AwsAction.ATTACH_NETWORK_INTERFACE,
                () -> ec2.attachNetworkInterface(AttachNetworkInterfaceRequest.builder()
                        .networkInterfaceId(spec.networkInterface())
                        .instanceId(id)
                        .deviceIndex(spec.deviceIndex())
                        .networkCardIndex(0)
                        .dryRun(true)
                        .build()));
        findings.dryRun(attach, sentence -> findings.bars(name, sentence));
    }
}
