package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.NetworkInterface.Attachment;
import io.twinproxy.emulator.core.NetworkInterface.AttachmentStatus;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The present state of one interface. At most one hold at a time is what makes two holders impossible. */
final class Eni {
    /** The present attachment of an interface. */
    static final class Hold {
        final String attachmentId;
        final Machine machine;
        final int deviceIndex;
        final int cardIndex;
        final long sinceNanos;
        AttachmentStatus status = AttachmentStatus.ATTACHING;
        boolean deleteOnTermination;
        boolean guestSees;
        boolean forced;
        boolean showsInUse;

        Hold(String attachmentId, Machine machine, int deviceIndex, int cardIndex, long sinceNanos) {
            this.attachmentId = attachmentId;
            this.machine = machine;
            this.deviceIndex = deviceIndex;
            this.cardIndex = cardIndex;
            this.sinceNanos = sinceNanos;
        }
    }

    final String id;
    final Subnet subnet;
    final String privateIp;
    final String mac;
    final String description;
    final List<String> securityGroups;
    final SortedMap<String, String> tags;
    /** Assigned beside the primary address, in order. */
    final SortedSet<String> secondary = new TreeSet<>();

    /** Those of them that the guest's metadata tells of. */
    final SortedSet<String> guestAddresses = new TreeSet<>();

    boolean sourceDestCheck = true;
    long visibleFromNanos;
    private @Nullable Hold hold;

    Eni(
            String id,
            Subnet subnet,
            String privateIp,
            String mac,
            String description,
            List<String> securityGroups,
            SortedMap<String, String> tags) {
        this.id = id;
        this.subnet = subnet;
        this.privateIp = privateIp;
        this.mac = mac;
        this.description = description;
        this.securityGroups = List.copyOf(securityGroups);
        this.tags = Tags.copy(tags);
    }

    Optional<Hold> hold() {
        return Optional.ofNullable(hold);
    }

    void hold(Hold taken) {
        if (hold != null) {
            throw new IllegalStateException(id + " is held already");
        }
        hold = taken;
        taken.machine.enis.put(taken.deviceIndex, this);
    }

    void release() {
        Hold last = hold;
        hold = null;
        if (last != null) {
            last.machine.enis.remove(last.deviceIndex);
        }
    }

    boolean has(String address) {
        return privateIp.equals(address) || secondary.contains(address);
    }

    boolean heldBy(String attachmentId) {
        return hold != null && hold.attachmentId.equals(attachmentId);
    }

    /** Who receives packets sent to this interface now. */
    Optional<String> holder(EmulatorSettings settings) {
        return hold().filter(h -> h.guestSees && h.machine.state == InstanceState.RUNNING)
                .filter(h -> h.status == AttachmentStatus.ATTACHED
                        || (h.status == AttachmentStatus.DETACHING && settings.detachingCarries()))
                .map(h -> h.machine.id);
    }

    NetworkInterface view(World world) {
        return new NetworkInterface(
                id,
                subnet.subnetId(),
                subnet.vpcId(),
                subnet.availabilityZone(),
                description,
                mac,
                privateIp,
                List.copyOf(secondary),
                securityGroups,
                sourceDestCheck,
                status(),
                hold().map(h -> new Attachment(
                        h.attachmentId,
                        h.machine.id,
                        h.deviceIndex,
                        h.cardIndex,
                        h.status,
                        h.deleteOnTermination,
                        world.wall(h.sinceNanos))),
                tags);
    }

    private String status() {
        if (hold == null) {
            return "available";
        }
        return hold.status == AttachmentStatus.ATTACHED || hold.showsInUse ? "in-use" : hold.status.apiName();
    }
}
