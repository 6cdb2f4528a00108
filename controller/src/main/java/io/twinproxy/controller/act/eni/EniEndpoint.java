package io.twinproxy.controller.act.eni;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.controller.act.aws.call.AwsErrors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/**
 * A network interface of EC2. Makes the calls; what follows from their answers is {@link EniState}'s to say. Called by
 * one worker thread at a time.
 */
public final class EniEndpoint implements Endpoint {
    /**
     * A forced detach follows from how long a graceful one has taken, and so from every look until it is over. Asking
     * again sooner than this would only use up calls: a bucket is refilled with five a second, for a whole account.
     */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final Ec2Client ec2;
    private final EniSpec spec;
    private final Duration callTimeout;
    private final LongSupplier nanos;
    private Optional<Detach> accepted = Optional.empty();
    private long acceptedNanos;

    /** {@code callTimeout} is what the client is set to; {@code nanos} a monotonic clock. */
    public EniEndpoint(Ec2Client ec2, EniSpec spec, Duration callTimeout, LongSupplier nanos) {
        this.ec2 = ec2;
        this.spec = spec;
        this.callTimeout = callTimeout;
        this.nanos = nanos;
    }

    @Override
    public Observed observe() {
        return look();
    }

    /** The same, in this kind's own words. */
    public EniState look() {
        try {
            List<NetworkInterface> found = ec2.describeNetworkInterfaces(DescribeNetworkInterfacesRequest.builder()
                            .networkInterfaceIds(spec.networkInterface())
                            .build())
                    .networkInterfaces();
            return found.size() == 1
                    ? EniReading.of(spec, found.get(0))
                    : EniState.unreadable(
                            spec, found.size() + " interfaces are found by the id " + spec.networkInterface());
        } catch (SdkException e) {
            String which = AwsErrors.code(e)
                    .filter(c -> c.startsWith("InvalidNetworkInterface"))
                    .map(c -> spec.networkInterface() + ": ")
                    .orElse("");
            return EniState.unreadable(spec, which + AwsErrors.sentence(AwsAction.DESCRIBE_NETWORK_INTERFACES, e));
        }
    }

    @Override
    public Outcome run(Step step) {
        if (step instanceof Detach detach) {
            return detach(detach);
        } else if (step instanceof Attach attach) {
            return attach(attach);
        } else if (step instanceof KeepOnTermination keep) {
            return keep(keep);
        }
        throw new IllegalArgumentException("'" + step.sentence() + "' is no step of a network interface");
    }

    private Outcome detach(Detach step) {
        long now = nanos.getAsLong();
        if (accepted.equals(Optional.of(step)) && now - acceptedNanos < ASK_AGAIN.toNanos()) {
            return Outcome.pending("", "AWS is already to " + step.sentence());
        }
        try {
            ec2.detachNetworkInterface(DetachNetworkInterfaceRequest.builder()
                    .attachmentId(step.attachmentId())
                    .force(step.force())
                    .build());
            accepted = Optional.of(step);
            acceptedNanos = now;
            return Outcome.done("AWS is to " + step.sentence());
        } catch (SdkException e) {
            return AwsErrors.outcome(AwsAction.DETACH_NETWORK_INTERFACE, e);
        }
    }

    private Outcome attach(Attach step) {
        long begun = nanos.getAsLong();
        try {
            ec2.attachNetworkInterface(AttachNetworkInterfaceRequest.builder()
                    .networkInterfaceId(step.networkInterface())
                    .instanceId(step.instance())
                    .deviceIndex(step.deviceIndex())
                    .networkCardIndex(step.networkCardIndex())
                    .build());
            return Outcome.done("AWS is to " + step.sentence());
        } catch (SdkException e) {
            Outcome outcome = AwsErrors.outcome(AwsAction.ATTACH_NETWORK_INTERFACE, e);
            Duration left = callTimeout.minusNanos(nanos.getAsLong() - begun);
            return outcome.code().equals("InvalidParameterValue") && left.toMillis() > 0
                    ? occupied(step, left)
                            .map(s -> Outcome.refused(outcome.code(), s))
                            .orElse(outcome)
                    : outcome;
        }
    }

    /**
     * InvalidParameterValue is said of an interface in use, which passes, and of a device index that is taken, which
     * does not. Only a second look tells them apart; it is given what is left of the call's time, and when it says
     * nothing the milder reading stands.
     */
    private Optional<String> occupied(Attach step, Duration left) {
        try {
            return ec2
                    .describeNetworkInterfaces(DescribeNetworkInterfacesRequest.builder()
                            .filters(Filter.builder()
                                    .name("attachment.instance-id")
                                    .values(step.instance())
                                    .build())
                            .overrideConfiguration(o -> o.apiCallTimeout(left).apiCallAttemptTimeout(left))
                            .build())
                    .networkInterfaces()
                    .stream()
                    .filter(i -> !step.networkInterface().equals(i.networkInterfaceId()))
                    .filter(i -> i.attachment() != null
                            && Integer.valueOf(step.deviceIndex())
                                    .equals(i.attachment().deviceIndex()))
                    .map(i -> "device index " + step.deviceIndex() + " of " + step.instance() + " is taken by "
                            + i.networkInterfaceId() + ": detach that one, or choose another device-index")
                    .findFirst();
        } catch (SdkException e) {
            return Optional.empty();
        }
    }

    /** Never refused: the interface is where it should be, and a refusal would have the move turned round. */
    private Outcome keep(KeepOnTermination step) {
        try {
            ec2.modifyNetworkInterfaceAttribute(ModifyNetworkInterfaceAttributeRequest.builder()
                    .networkInterfaceId(step.networkInterface())
                    .attachment(a -> a.attachmentId(step.attachmentId()).deleteOnTermination(false))
                    .build());
            return Outcome.done("AWS is to " + step.sentence());
        } catch (SdkException e) {
            Outcome outcome = AwsErrors.outcome(AwsAction.MODIFY_NETWORK_INTERFACE_ATTRIBUTE, e);
            return outcome.kind() == Outcome.Kind.REFUSED
                    ? Outcome.pending(outcome.code(), outcome.sentence())
                    : outcome;
        }
    }

    @Override
    public Preflight preflight(List<Target> hosts) {
        return new EniPreflight(ec2, spec).check(hosts);
    }

    @Override
    public Duration callTimeout() {
        return callTimeout;
    }
}
