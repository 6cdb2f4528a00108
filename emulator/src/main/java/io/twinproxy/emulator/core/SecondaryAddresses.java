package io.twinproxy.emulator.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Assigning and unassigning secondary private addresses. A reassignment takes an address from one interface to another in
 * one step; an Elastic IP on it goes along.
 */
final class SecondaryAddresses {
    private final World world;
    private final Calls calls;
    private final EniTable table;
    private final Packets packets;
    private final ElasticAddresses elastic;

    SecondaryAddresses(World world, Calls calls, EniTable table, Packets packets, ElasticAddresses elastic) {
        this.world = world;
        this.calls = calls;
        this.table = table;
        this.packets = packets;
        this.elastic = elastic;
    }

    /** Assigns all of the addresses or none; answers those of this call. */
    List<String> assign(String eniId, List<String> addresses, boolean allowReassignment) {
        String what = addresses + " to " + eniId + (allowReassignment ? " from whoever has them" : "");
        return calls.run(Action.ASSIGN_PRIVATE_IP_ADDRESSES, what, () -> {
            Eni eni = table.require(eniId);
            if (addresses.isEmpty()) {
                throw CloudError.refused("MissingParameter", "At least one address must be named");
            }
            addresses.forEach(address -> assignable(eni, address, allowReassignment));
            long more = addresses.stream().filter(a -> !eni.has(a)).distinct().count();
            int limit =
                    eni.hold().map(h -> h.machine.type.addressesPerInterface()).orElse(Integer.MAX_VALUE);
            if (1 + eni.secondary.size() + more > limit) {
                throw CloudError.refused("PrivateIpAddressLimitExceeded", "%s may have %d addresses", eni.id, limit);
            }
            addresses.forEach(address -> give(address, eni));
            return List.copyOf(addresses);
        });
    }

    private void assignable(Eni eni, String address, boolean allowReassignment) {
        if (!Networks.within(eni.subnet.cidrBlock(), address)) {
            throw CloudError.refused(
                    "InvalidParameterValue", "Address %s does not fall within the subnet's range", address);
        }
        Optional<Eni> taken = table.byAddress(eni.subnet, address).filter(other -> other != eni);
        if (taken.filter(other -> other.privateIp.equals(address)).isPresent()) {
            throw CloudError.refused("InvalidParameterValue", "Address %s is the primary one of an interface", address);
        }
        if (taken.isPresent() && !allowReassignment) {
            throw CloudError.refused(
                    "InvalidParameterValue", "Some of the addresses are already assigned: %s", address);
        }
    }

    /** One step: whoever had it has it no longer before anybody can ask. */
    void give(String address, Eni eni) {
        Optional<Eni> before = table.byAddress(eni.subnet, address).filter(other -> other != eni);
        before.ifPresent(other -> take(other, address));
        if (eni.has(address)) {
            return;
        }
        eni.secondary.add(address);
        table.changed(eni, "has " + address);
        world.after(world.settings().addressGuestDelay(), () -> {
            if (eni.secondary.contains(address)) {
                eni.guestAddresses.add(address);
            }
        });
        packets.lead(name(eni, address), Optional.of(eni), e -> true);
        before.ifPresent(other -> elastic.follow(other, eni, address));
    }

    private void take(Eni eni, String address) {
        eni.secondary.remove(address);
        table.changed(eni, "has " + address + " no longer");
        world.after(world.settings().addressGuestDelay(), () -> {
            if (!eni.secondary.contains(address)) {
                eni.guestAddresses.remove(address);
            }
        });
    }

    void unassign(String eniId, List<String> addresses) {
        calls.run(Action.UNASSIGN_PRIVATE_IP_ADDRESSES, addresses + " of " + eniId, () -> {
            Eni eni = table.require(eniId);
            for (String address : addresses) {
                if (!eni.secondary.contains(address)) {
                    throw CloudError.refused(
                            "InvalidParameterValue", "%s is no secondary address of %s", address, eni.id);
                }
            }
            for (String address : new ArrayList<>(addresses)) {
                take(eni, address);
                packets.lead(name(eni, address), Optional.empty(), e -> true);
                elastic.lost(eni, address);
            }
            return eni.id;
        });
    }

    /** What an address is called where packets go: several networks may use the same one. */
    static String name(Eni eni, String address) {
        return address + "@" + eni.subnet.subnetId();
    }
}
