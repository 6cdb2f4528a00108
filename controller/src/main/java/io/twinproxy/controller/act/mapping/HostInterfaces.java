package io.twinproxy.controller.act.mapping;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.controller.act.aws.call.AwsErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/**
 * Which interface of each instance an address is led to. Every preflight learns them anew, so that a move need not ask;
 * one that was never learnt is asked for when it is needed. One worker thread at a time.
 */
public final class HostInterfaces {
    /** Far more than hosts of a pair; what was learnt first is forgotten beyond it. */
    private static final int KNOWN_MAX = 16;

    private final Ec2Client ec2;
    private final int deviceIndex;
    private final SortedMap<String, Own> known = new TreeMap<>();

    public HostInterfaces(Ec2Client ec2, int deviceIndex) {
        this.ec2 = ec2;
        this.deviceIndex = deviceIndex;
    }

    private record Own(String networkInterface, Optional<String> mac) {}

    /** An interface, or the outcome of not having found it. */
    record Found(Optional<String> networkInterface, Outcome otherwise) {}

    Found find(String instance, Duration within) {
        Optional<String> learnt = Optional.ofNullable(known.get(instance)).map(Own::networkInterface);
        Outcome none = Outcome.refused("", instance + " has no interface at device index " + deviceIndex);
        if (learnt.isPresent()) {
            return new Found(learnt, none);
        }
        try {
            Optional<NetworkInterface> found = ask(instance, Optional.of(within));
            found.ifPresent(i -> learn(instance, i));
            return new Found(found.map(NetworkInterface::networkInterfaceId), none);
        } catch (SdkException e) {
            // Nothing was written yet: whatever it was, it is asked again.
            return new Found(
                    Optional.empty(),
                    Outcome.pending("", AwsErrors.sentence(AwsAction.DESCRIBE_NETWORK_INTERFACES, e)));
        }
    }

    /** What is known of an instance may be out of date. */
    void forget(String instance) {
        known.remove(instance);
    }

    /** The instance that was learnt to have an interface. */
    Optional<String> instanceOf(String networkInterface) {
        return known.entrySet().stream()
                .filter(e -> e.getValue().networkInterface().equals(networkInterface))
                .map(e -> e.getKey())
                .findFirst();
    }

    /** The MAC address of an interface that was learnt; by it the host finds it. */
    Optional<String> macOf(String networkInterface) {
        return known.values().stream()
                .filter(own -> own.networkInterface().equals(networkInterface))
                .findFirst()
                .flatMap(Own::mac);
    }

    /** Learns them all; a host without one is barred. */
    List<MappingCalls.HostInterface> learn(List<Target> hosts, Findings findings) {
        List<MappingCalls.HostInterface> found = new ArrayList<>();
        for (Target host : hosts) {
            host.instance().ifPresent(instance -> {
                try {
                    Optional<NetworkInterface> own = ask(instance, Optional.empty());
                    if (own.isEmpty()) {
                        findings.bars(
                                host.host(),
                                instance + " is not found, or has no interface at device index " + deviceIndex);
                        forget(instance);
                    }
                    own.ifPresent(i -> {
                        learn(instance, i);
                        found.add(new MappingCalls.HostInterface(host, i));
                    });
                } catch (SdkException e) {
                    String sentence = "its interface: " + AwsErrors.sentence(AwsAction.DESCRIBE_NETWORK_INTERFACES, e);
                    if (AwsErrors.refused(e)) {
                        findings.bars(host.host(), sentence);
                    } else {
                        findings.unanswered(host.host() + ": " + sentence);
                    }
                }
            });
        }
        return found;
    }

    private void learn(String instance, NetworkInterface own) {
        if (known.size() >= KNOWN_MAX) {
            known.remove(known.firstKey());
        }
        known.put(instance, new Own(own.networkInterfaceId(), Optional.ofNullable(own.macAddress())));
    }

    /** An instance has a handful of interfaces: one of them is chosen here, which spares a filter few emulators know. */
    private Optional<NetworkInterface> ask(String instance, Optional<Duration> within) {
        DescribeNetworkInterfacesRequest.Builder request =
                DescribeNetworkInterfacesRequest.builder().filters(filter("attachment.instance-id", instance));
        within.ifPresent(left ->
                request.overrideConfiguration(o -> o.apiCallTimeout(left).apiCallAttemptTimeout(left)));
        return ec2.describeNetworkInterfaces(request.build()).networkInterfaces().stream()
                .filter(i -> i.attachment() != null
                        && Integer.valueOf(deviceIndex).equals(i.attachment().deviceIndex()))
                .findFirst();
    }

    static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }
}
