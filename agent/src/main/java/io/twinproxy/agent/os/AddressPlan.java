package io.twinproxy.agent.os;

import io.twinproxy.agent.core.Bearing;
import io.twinproxy.agent.core.Role;
import io.twinproxy.agent.core.Wanted;
import io.twinproxy.agent.net.Cidr;
import io.twinproxy.coordination.record.Hold;
import java.util.List;
import java.util.Optional;

/**
 * An address that is on one of the host's own interfaces, or on loopback, and the {@code ip} command that puts it there or
 * takes it off, each harmless when repeated. Pure.
 *
 * <p>It is added as {@code /32}: no route comes with it, and replies leave by the interface's own default route. EC2 sends
 * packets to one interface only, whatever other hosts have configured, so nothing waits for anybody; amazon-ec2-net-utils
 * would add a secondary address by itself, but only when its timer runs, up to a minute later.
 *
 * @param detail why it is not there, in words; empty when it is where it should be
 */
record AddressPlan(Hold hold, String detail, List<List<String>> commands) {
    private static final String LOOPBACK = "lo";

    AddressPlan {
        commands = List.copyOf(commands);
    }

    /** {@code link} names the interface where that is known; else the one in whose subnet the address lies. */
    static AddressPlan of(List<Bearer> bearers, Wanted wanted, String address, Optional<String> link) {
        Optional<Bearer> has =
                bearers.stream().filter(b -> b.prefixOf(address).isPresent()).findFirst();
        boolean belongs = wanted.role() == Role.ACTIVE || wanted.bearing() == Bearing.LOOPBACK;
        if (has.isPresent()) {
            boolean leaves = wanted.role() == Role.STANDBY && !belongs && wanted.settled();
            return new AddressPlan(Hold.VERIFIED, "", leaves ? List.of(remove(has.get(), address)) : List.of());
        }
        Optional<String> on =
                wanted.bearing() == Bearing.LOOPBACK ? Optional.of(LOOPBACK) : link.or(() -> home(bearers, address));
        if (on.isEmpty()) {
            return new AddressPlan(
                    Hold.ABSENT,
                    "no interface has a subnet with " + address + " in it, nor a default route",
                    List.of());
        }
        return new AddressPlan(
                Hold.ABSENT,
                on.get() + " has no address " + address,
                belongs ? List.of(List.of("addr", "add", address + "/32", "dev", on.get())) : List.of());
    }

    private static Optional<String> home(List<Bearer> bearers, String address) {
        return bearers.stream()
                .filter(b -> !b.name().equals(LOOPBACK) && b.inSubnet(address))
                .findFirst()
                .or(() -> bearers.stream().filter(Bearer::defaultRoute).findFirst())
                .map(Bearer::name);
    }

    private static List<String> remove(Bearer bearer, String address) {
        return List.of("addr", "del", address + "/" + bearer.prefixOf(address).orElseThrow(), "dev", bearer.name());
    }

    /**
     * An interface that might bear an address.
     *
     * @param subnets its IPv4 addresses with their prefixes, as {@code 10.0.0.5/24}
     * @param defaultRoute whether the main table's default route leaves by it
     */
    record Bearer(String name, List<String> subnets, boolean defaultRoute) {
        Bearer {
            subnets = List.copyOf(subnets);
        }

        Optional<String> prefixOf(String address) {
            return subnets.stream()
                    .filter(s -> s.startsWith(address + "/"))
                    .map(s -> s.substring(address.length() + 1))
                    .findFirst();
        }

        boolean inSubnet(String address) {
            return subnets.stream()
                    .filter(s -> !s.endsWith("/32"))
                    .flatMap(s -> Cidr.parse(s).stream())
                    .anyMatch(c -> c.contains(address));
        }
    }
}
