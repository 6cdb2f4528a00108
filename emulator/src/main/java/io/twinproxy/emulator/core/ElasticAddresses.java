package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.JournalEntry.Kind;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Elastic IPs: each is with one private address of one interface, or with nothing. */
final class ElasticAddresses {
    private static final int PUBLIC_MAX = 250;

    private final World world;
    private final Calls calls;
    private final EniTable table;
    private final Packets packets;
    private final SortedMap<String, Allocation> allocations = new TreeMap<>();
    private final History<ElasticAddress> history = new History<>();

    private static final class Allocation {
        final String id;
        final String publicIp;
        Optional<String> association = Optional.empty();
        Optional<Eni> eni = Optional.empty();
        String privateIp = "";

        Allocation(String id, String publicIp) {
            this.id = id;
            this.publicIp = publicIp;
        }

        boolean on(Eni other, String address) {
            return eni.filter(e -> e == other).isPresent() && privateIp.equals(address);
        }

        ElasticAddress view() {
            return new ElasticAddress(
                    id,
                    publicIp,
                    association,
                    eni.map(e -> e.id),
                    eni.flatMap(Eni::hold).map(h -> h.machine.id),
                    eni.map(e -> privateIp));
        }
    }

    ElasticAddresses(World world, Calls calls, EniTable table, Packets packets) {
        this.world = world;
        this.calls = calls;
        this.table = table;
        this.packets = packets;
    }

    ElasticAddress allocate(boolean dryRun) {
        return calls.run(Action.ALLOCATE_ADDRESS, "", () -> {
            Calls.endDryRun(dryRun);
            return add("eipalloc-" + world.hex17());
        });
    }

    ElasticAddress add(String id) {
        if (allocations.containsKey(id) || allocations.size() >= PUBLIC_MAX) {
            throw new IllegalArgumentException("allocation " + id + " exists already, or there are too many");
        }
        Allocation made = new Allocation(id, "203.0.113." + (allocations.size() + 4));
        allocations.put(id, made);
        changed(made, "allocated");
        return made.view();
    }

    /** Associating it again with what it is with already changes nothing. */
    String associate(
            String allocationId, String eniId, Optional<String> privateIp, boolean allowReassociation, boolean dryRun) {
        String what = allocationId + " with " + eniId + (dryRun ? " dry run" : "");
        return calls.run(Action.ASSOCIATE_ADDRESS, what, () -> {
            Allocation allocation = require(allocationId);
            Eni eni = table.require(eniId);
            if (!world.settings().dryRunValidatesState()) {
                Calls.endDryRun(dryRun);
            }
            String address = privateIp.orElse(eni.privateIp);
            if (!eni.has(address)) {
                throw CloudError.refused("InvalidParameterValue", "%s is no address of %s", address, eniId);
            }
            if (allocation.association.isPresent() && !allocation.on(eni, address) && !allowReassociation) {
                throw CloudError.refused("Resource.AlreadyAssociated", "%s is associated already", allocationId);
            }
            Calls.endDryRun(dryRun);
            if (!allocation.on(eni, address)) {
                allocations.values().stream().filter(a -> a.on(eni, address)).forEach(this::release);
                place(allocation, eni, address);
            }
            return allocation.association.orElseThrow();
        });
    }

    void place(String allocationId, Eni eni, String address) {
        place(require(allocationId), eni, address);
    }

    private void place(Allocation allocation, Eni eni, String address) {
        allocation.association = Optional.of("eipassoc-" + world.hex17());
        allocation.eni = Optional.of(eni);
        allocation.privateIp = address;
        changed(allocation, "associated with " + eni.id);
        packets.lead(allocation.id, allocation.eni, e -> true);
    }

    private void release(Allocation allocation) {
        allocation.association = Optional.empty();
        allocation.eni = Optional.empty();
        allocation.privateIp = "";
        changed(allocation, "associated with nothing");
        packets.lead(allocation.id, Optional.empty(), e -> true);
    }

    void disassociate(String associationId, boolean dryRun) {
        calls.run(Action.DISASSOCIATE_ADDRESS, associationId, () -> {
            Allocation allocation = allocations.values().stream()
                    .filter(a -> a.association.equals(Optional.of(associationId)))
                    .findFirst()
                    .orElseThrow(CloudError.refusal(
                            "InvalidAssociationID.NotFound", "The association '" + associationId + "' does not exist"));
            Calls.endDryRun(dryRun);
            release(allocation);
            return associationId;
        });
    }

    /** An address was reassigned: what is associated with it goes along. */
    void follow(Eni from, Eni to, String address) {
        allocations.values().stream().filter(a -> a.on(from, address)).forEach(a -> place(a, to, address));
    }

    /** An address was unassigned: what was associated with it is with nothing. */
    void lost(Eni from, String address) {
        allocations.values().stream().filter(a -> a.on(from, address)).forEach(this::release);
    }

    /** An interface changed hands, so descriptions name another instance; with one that is gone, nothing is associated. */
    void refreshAll() {
        allocations.values().stream()
                .filter(a -> a.eni.filter(e -> table.find(e.id).isEmpty()).isPresent())
                .forEach(this::release);
        allocations.values().stream()
                .filter(a -> a.eni.isPresent())
                .forEach(a -> history.put(a.id, world.nowNanos(), a.view()));
    }

    private void changed(Allocation allocation, String what) {
        history.put(allocation.id, world.nowNanos(), allocation.view());
        world.note(Kind.ADDRESS, allocation.id, what);
    }

    private Allocation require(String id) {
        return Ids.ALLOCATION.require(id, Optional.ofNullable(allocations.get(id)));
    }

    List<ElasticAddress> describe(List<String> ids, boolean dryRun) {
        return calls.run(Action.DESCRIBE_ADDRESSES, ids.isEmpty(), String.join(",", ids), () -> {
            ids.forEach(this::require);
            Calls.endDryRun(dryRun);
            long at = world.readNanos();
            return (ids.isEmpty() ? List.copyOf(allocations.keySet()) : ids)
                    .stream().flatMap(id -> history.at(id, at).stream()).toList();
        });
    }
}
