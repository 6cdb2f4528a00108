package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.EmulatorSettings.InUseError;
import io.twinproxy.emulator.core.EmulatorSettings.SecondDetach;
import io.twinproxy.emulator.core.Eni.Hold;
import io.twinproxy.emulator.core.NetworkInterface.AttachmentStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/** The calls that change interfaces. Checks go from permission to syntax, existence, state and limits. */
final class NetworkInterfaces {
    private final World world;
    private final Calls calls;
    private final EniTable table;
    private final Networks networks;
    private final Instances instances;

    NetworkInterfaces(World world, Calls calls, EniTable table, Networks networks, Instances instances) {
        this.world = world;
        this.calls = calls;
        this.table = table;
        this.networks = networks;
        this.instances = instances;
    }

    Attached attach(String eniId, String instanceId, int deviceIndex, OptionalInt networkCardIndex, boolean dryRun) {
        String what = eniId + " to " + instanceId + " at " + deviceIndex + (dryRun ? " dry run" : "");
        return calls.run(Action.ATTACH_NETWORK_INTERFACE, what, () -> {
            Eni eni = table.require(eniId);
            Machine machine = instances.require(instanceId);
            if (!world.settings().dryRunValidatesState()) {
                Calls.endDryRun(dryRun);
            }
            attachable(eni, machine, deviceIndex, networkCardIndex);
            Calls.endDryRun(dryRun);
            Hold hold = table.attach(eni, machine, deviceIndex, networkCardIndex.orElse(0));
            return new Attached(hold.attachmentId, hold.cardIndex);
        });
    }

    private void attachable(Eni eni, Machine machine, int deviceIndex, OptionalInt card) {
        if (deviceIndex < 0 || card.orElse(0) < 0 || card.orElse(0) >= machine.type.networkCards()) {
            throw CloudError.refused("InvalidParameterValue", "The device or network card index is out of range");
        }
        if (eni.hold().isPresent()) {
            throw inUse(eni);
        }
        if (machine.state != InstanceState.RUNNING && machine.state != InstanceState.STOPPED) {
            throw notAttachable(machine);
        }
        if (!eni.subnet.availabilityZone().equals(machine.subnet.availabilityZone())) {
            throw CloudError.refused(
                    "InvalidParameterValue", "%s and %s are in different availability zones", eni.id, machine.id);
        }
        if (machine.enis.containsKey(deviceIndex)) {
            throw CloudError.refused(
                    "InvalidParameterValue",
                    "Instance '%s' already has an interface attached at device index '%d'.",
                    machine.id,
                    deviceIndex);
        }
        Eni ghost = machine.ghosts.get(deviceIndex);
        if (ghost != null && ghost != eni) {
            throw CloudError.refused(
                    "InvalidParameterValue", "Device index '%d' is taken until '%s' restarts", deviceIndex, machine.id);
        }
        if (world.settings().multiCardRejection() && machine.type.networkCards() > 1 && card.isEmpty()) {
            throw CloudError.refused("InvalidParameterValue", "A network card index is needed on '%s'", machine.id);
        }
        if (machine.enis.size() >= machine.type.interfacesMax()) {
            throw CloudError.refused(
                    "AttachmentLimitExceeded", "Interface count exceeds the limit for %s", machine.type.name());
        }
    }

    private CloudError inUse(Eni eni) {
        InUseError choice = world.settings().inUseError();
        boolean documented = choice == InUseError.IN_USE
                || (choice == InUseError.SEEDED && world.random().nextBoolean());
        String code = documented ? "InvalidNetworkInterface.InUse" : "InvalidParameterValue";
        return CloudError.refused(code, "Interface: [%s] in use.", eni.id);
    }

    private CloudError notAttachable(Machine machine) {
        return switch (world.settings().notAttachable()) {
            case INCORRECT_INSTANCE_STATE -> CloudError.refused("IncorrectInstanceState", "%s", machine.id);
            case INCORRECT_STATE -> CloudError.refused("IncorrectState", "%s is not running or stopped", machine.id);
            case NOT_FOUND ->
                CloudError.refused("InvalidInstanceID.NotFound", "The instance ID '%s' does not exist", machine.id);
        };
    }

    void detach(String attachmentId, boolean force, boolean dryRun) {
        String what = attachmentId + (force ? " by force" : "") + (dryRun ? " dry run" : "");
        calls.run(Action.DETACH_NETWORK_INTERFACE, what, () -> {
            Eni eni = Ids.ATTACHMENT.require(attachmentId, table.byAttachment(attachmentId));
            Hold hold = eni.hold().orElseThrow();
            if (!world.settings().dryRunValidatesState()) {
                Calls.endDryRun(dryRun);
            }
            if (hold.deviceIndex == 0) {
                throw CloudError.refused("OperationNotPermitted", "The primary interface cannot be detached.");
            }
            boolean again = hold.status == AttachmentStatus.DETACHING;
            if (again && !force && world.settings().secondDetach() == SecondDetach.INCORRECT_STATE) {
                throw CloudError.refused("IncorrectState", "%s is detaching already", attachmentId);
            }
            Calls.endDryRun(dryRun);
            if (!again || force) {
                table.detach(eni, hold, detachDelay(eni, force), force);
            }
            return eni.id;
        });
    }

    private Delay detachDelay(Eni eni, boolean force) {
        if (force) {
            return world.settings().forcedDetachDelay();
        }
        return world.faults().stuck(eni.id) ? Delay.NEVER : world.settings().detachDelay();
    }

    void modify(String eniId, String attachmentId, boolean deleteOnTermination, boolean dryRun) {
        String what = eniId + " " + attachmentId + " delete on termination " + deleteOnTermination;
        calls.run(Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE, what, () -> {
            Eni eni = table.require(eniId);
            Hold hold = eni.hold()
                    .filter(h -> h.attachmentId.equals(attachmentId))
                    .orElseThrow(() -> Ids.ATTACHMENT.missing(attachmentId));
            Calls.endDryRun(dryRun);
            hold.deleteOnTermination = deleteOnTermination;
            table.changed(eni, "delete on termination " + deleteOnTermination);
            return eni.id;
        });
    }

    void modifySourceDestCheck(String eniId, boolean check, boolean dryRun) {
        calls.run(Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE, eniId + " source/dest check " + check, () -> {
            Eni eni = table.require(eniId);
            Calls.endDryRun(dryRun);
            eni.sourceDestCheck = check;
            table.changed(eni, "source/dest check " + check);
            table.touched();
            return eni.id;
        });
    }

    NetworkInterface create(
            String subnetId,
            Optional<String> address,
            String description,
            List<String> securityGroups,
            SortedMap<String, String> tags,
            boolean dryRun) {
        return calls.run(Action.CREATE_NETWORK_INTERFACE, subnetId, () -> {
            Subnet subnet = networks.subnet(subnetId);
            if (address.flatMap(table::byAddress).isPresent()) {
                throw CloudError.refused("InvalidIPAddress.InUse", "Address %s is in use.", address.orElseThrow());
            }
            Calls.endDryRun(dryRun);
            Eni eni =
                    make("eni-" + world.hex17(), subnet, address, Optional.empty(), description, securityGroups, tags);
            long hidden =
                    world.settings().createVisibleDelay().draw(world.random()).orElse(0);
            eni.visibleFromNanos = world.nowNanos() + hidden;
            table.add(eni);
            return eni.view(world);
        });
    }

    Eni make(
            String id,
            Subnet subnet,
            Optional<String> address,
            Optional<String> mac,
            String description,
            List<String> securityGroups,
            SortedMap<String, String> tags) {
        String ip = address.orElseGet(() -> {
            String next = networks.nextAddress(subnet);
            while (table.byAddress(next).isPresent()) {
                next = networks.nextAddress(subnet);
            }
            return next;
        });
        Eni eni = new Eni(id, subnet, ip, mac.orElseGet(this::nextMac), description, securityGroups, tags);
        eni.visibleFromNanos = world.nowNanos();
        return eni;
    }

    /** A locally administered unicast address. */
    private String nextMac() {
        StringBuilder mac = new StringBuilder("02");
        for (int i = 0; i < 5; i++) {
            mac.append(String.format(Locale.ROOT, ":%02x", world.random().nextInt(256)));
        }
        return mac.toString();
    }

    void delete(String eniId, boolean dryRun) {
        calls.run(Action.DELETE_NETWORK_INTERFACE, eniId, () -> {
            Eni eni = table.require(eniId);
            Calls.endDryRun(dryRun);
            if (eni.hold().isPresent()) {
                throw inUse(eni);
            }
            table.remove(eni);
            return eni.id;
        });
    }
}
