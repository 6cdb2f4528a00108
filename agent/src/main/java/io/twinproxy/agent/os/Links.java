package io.twinproxy.agent.os;

import io.twinproxy.agent.net.Cidr;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the operating system shows of all its interfaces.
 *
 * @param rules all policy rules for single source addresses; empty where nobody needs to know
 * @param defaults the default route of each table
 */
record Links(List<Bearer> bearers, List<Seen.Rule> rules, List<Seen.Default> defaults) {
    static final String LOOPBACK = "lo";

    Links {
        bearers = List.copyOf(bearers);
        rules = List.copyOf(rules);
        defaults = List.copyOf(defaults);
    }

    Optional<Bearer> byMac(String mac) {
        return bearers.stream()
                .filter(b -> b.mac().equals(mac.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    Optional<Bearer> named(String name) {
        return bearers.stream().filter(b -> b.name().equals(name)).findFirst();
    }

    /** The interfaces in whose subnet the address lies; where none is, the one that the default route leaves by. */
    List<Bearer> homes(String address) {
        List<Bearer> homes = bearers.stream()
                .filter(b -> !b.name().equals(LOOPBACK) && b.inSubnet(address))
                .toList();
        return homes.isEmpty() ? way().flatMap(this::named).stream().toList() : homes;
    }

    /** The interface that packets leave by which no rule sends elsewhere. */
    Optional<String> way() {
        return defaults.stream()
                .filter(d -> d.table().equals(Seen.MAIN))
                .map(Seen.Default::link)
                .findFirst();
    }

    /** The same, as it concerns one interface. */
    Seen of(Bearer bearer) {
        List<String> addresses = bearer.addresses().stream().map(Held::address).toList();
        return new Seen(Optional.of(new Seen.Link(bearer.name(), true, true, addresses)), rules, defaults, false);
    }

    /** An interface that might bear an address; in lower case its MAC address. */
    record Bearer(String name, String mac, List<Held> addresses) {
        Bearer {
            addresses = List.copyOf(addresses);
        }

        Optional<Held> held(String address) {
            return addresses.stream().filter(h -> h.address().equals(address)).findFirst();
        }

        /** The subnet of its own first address; an address of 32 bits tells none. */
        Optional<Cidr> subnet() {
            return addresses.stream().filter(h -> h.prefix() < 32).findFirst().flatMap(Held::subnet);
        }

        private boolean inSubnet(String address) {
            return addresses.stream()
                    .filter(h -> h.prefix() < 32)
                    .flatMap(h -> h.subnet().stream())
                    .anyMatch(c -> c.contains(address));
        }
    }

    /**
     * An IPv4 address of an interface.
     *
     * @param leased it came by DHCP, and is the network's to take away
     */
    record Held(String address, int prefix, boolean leased) {
        private Optional<Cidr> subnet() {
            return Cidr.parse(address + "/" + prefix);
        }
    }
}
