package io.twinproxy.controller.act.eni;

import io.twinproxy.controller.act.eni.EniState.Phase;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;

/**
 * Puts one answer of DescribeNetworkInterfaces into our words. Both the interface's status and its attachment's are
 * read, because {@code in-use} is also said of an interface that is coming or going, and the attachment is absent once
 * it is detached (the EC2 API's own enumerations; which pairs of values AWS shows when is not documented).
 */
final class EniReading {
    private EniReading() {}

    static EniState of(EniSpec spec, NetworkInterface answer) {
        Optional<Attachment> attachment = Optional.ofNullable(answer.attachment())
                .filter(a -> !"detached".equals(a.statusAsString()))
                .map(EniReading::attachment);
        String status = Optional.ofNullable(answer.statusAsString()).orElse("");
        String attached = Optional.ofNullable(answer.attachment())
                .map(NetworkInterfaceAttachment::statusAsString)
                .orElse("");
        Optional<Phase> phase = phase(status, attached);
        if (phase.isEmpty()) {
            return EniState.unreadable(
                    spec,
                    spec.networkInterface() + " says status '" + status + "' and attachment '" + attached
                            + "', which do not go together; it is asked again");
        }
        return new EniState(
                spec,
                phase.get(),
                attachment,
                Optional.ofNullable(answer.macAddress()),
                Optional.ofNullable(answer.privateIpAddress()),
                answer.privateIpAddresses().stream()
                        .flatMap(a -> Optional.ofNullable(a.privateIpAddress()).stream())
                        .toList(),
                Optional.ofNullable(answer.availabilityZone()),
                "");
    }

    /** Whichever of the two says that it is on its way is believed; empty when they contradict one another. */
    static Optional<Phase> phase(String status, String attachment) {
        boolean gone = attachment.isEmpty() || attachment.equals("detached");
        if (attachment.equals("detaching") || status.equals("detaching")) {
            return Optional.of(Phase.DETACHING);
        }
        if (attachment.equals("attaching") || status.equals("attaching")) {
            return Optional.of(Phase.ATTACHING);
        }
        if (gone) {
            return switch (status) {
                case "available" -> Optional.of(Phase.UNATTACHED);
                case "in-use" -> Optional.of(Phase.DETACHING);
                default -> Optional.empty();
            };
        }
        boolean inUse = status.equals("in-use") || status.equals("associated");
        return attachment.equals("attached") && inUse ? Optional.of(Phase.ATTACHED) : Optional.empty();
    }

    private static Attachment attachment(NetworkInterfaceAttachment answer) {
        return new Attachment(
                Optional.ofNullable(answer.attachmentId()).orElse(""),
                Optional.ofNullable(answer.instanceId()),
                Optional.ofNullable(answer.deviceIndex()).orElse(-1),
                Boolean.TRUE.equals(answer.deleteOnTermination()));
    }
}
