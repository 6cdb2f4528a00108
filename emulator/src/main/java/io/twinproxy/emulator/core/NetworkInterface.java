package io.twinproxy.emulator.core;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/** A network interface (ENI) as a describe call shows it; the attachment is absent when it is detached. */
public record NetworkInterface(
        String networkInterfaceId,
        String subnetId,
        String vpcId,
        String availabilityZone,
        String description,
        String macAddress,
        String privateIpAddress,
        List<String> secondaryPrivateIpAddresses,
        List<String> securityGroups,
        boolean sourceDestCheck,
        String status,
        Optional<Attachment> attachment,
        SortedMap<String, String> tags) {

    /** Every private address, the primary one first. */
    public List<String> privateIpAddresses() {
        return Stream.concat(Stream.of(privateIpAddress), secondaryPrivateIpAddresses.stream())
                .toList();
    }

    /** How an interface hangs on an instance; the id is new for every attachment and never used again. */
    public record Attachment(
            String attachmentId,
            String instanceId,
            int deviceIndex,
            int networkCardIndex,
            AttachmentStatus status,
            boolean deleteOnTermination,
            Instant attachTime) {}

    /** Where an attachment is in its life; {@code detached} is never shown, the attachment is absent then. */
    public enum AttachmentStatus {
        ATTACHING,
        ATTACHED,
        DETACHING;

        public String apiName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
