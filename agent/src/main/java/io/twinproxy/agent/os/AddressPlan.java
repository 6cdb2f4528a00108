package io.twinproxy.agent.os;

import io.twinproxy.agent.core.Bearing;
import io.twinproxy.agent.core.Role;
import io.twinproxy.agent.core.Wanted;
import io.twinproxy.agent.os.Links.Bearer;
import io.twinproxy.coordination.record.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An address that is on one of the host's own interfaces, or on loopback, and the {@code ip} commands that put it there,
 * see to it that replies leave by the interface it is led to, or take it off; each harmless when repeated. Pure.
 *
 * <p>It is added as {@code /32}, so that the main table stays as it was. EC2 sends packets to one interface only, whatever
 * other hosts have configured, so nothing waits for anybody; amazon-ec2-net-utils would add a secondary address and its
 * rule by itself, but only when its timer runs, up to a minute later. Its own rules and tables are left alone.
 *
 * @param missing in words, in the order in which it would be put right; nothing on a host that it does not belong to
 * @param unrouted the MAC address of the interface that replies are to leave by, where to make its rule and route its
 *     subnet must be known and is not
 */
record AddressPlan(Hold hold, List<String> missing, Optional<String> unrouted, List<List<String>> commands) {
    AddressPlan {
        missing = List.copyOf(missing);
        commands = List.copyOf(commands);
    }

    /** @param sought the subnet in it counts where the interface has no address of its own that tells it */
    static AddressPlan of(Links seen, Wanted wanted, Sought sought) {
        String address = sought.address();
        boolean loopback = wanted.bearing() == Bearing.LOOPBACK;
        Optional<Bearer> led = wanted.mac().flatMap(seen::byMac);
        if (wanted.role() != Role.ACTIVE && !loopback) {
            return elsewhere(seen, wanted, sought);
        }
        List<Bearer> places = loopback
                ? seen.named(Links.LOOPBACK).stream().toList()
                : led.map(List::of).orElseGet(() -> seen.homes(address));
        if (places.size() != 1) {
            return absent(nowhere(places, address));
        }
        Bearer on = places.get(0);
        List<String> missing = new ArrayList<>();
        List<List<String>> commands = new ArrayList<>();
        boolean borne = on.held(address).isPresent();
        if (!borne) {
            missing.add(on.name() + " has no address " + address);
            commands.add(List.of("addr", "add", address + "/32", "dev", on.name()));
        }
        Optional<Bearer> through = wanted.role() != Role.ACTIVE ? Optional.empty() : loopback ? led : Optional.of(on);
        Optional<String> unrouted = Optional.empty();
        if (through.isPresent() && astray(seen, through.get(), sought)) {
            Bearer link = through.get();
            missing.add("no rule and default route make replies from " + address + " leave by " + link.name());
            Sought there = sought.in(link.subnet().or(sought::subnet));
            if (there.subnet().isPresent() || there.gateway().isPresent()) {
                commands.addAll(InterfacePlan.addRoutes(seen.of(link), there));
            } else {
                unrouted = Optional.of(link.mac());
            }
        }
        Hold hold = missing.isEmpty() ? Hold.VERIFIED : borne ? Hold.INCOMPLETE : Hold.ABSENT;
        return new AddressPlan(hold, missing, unrouted, commands);
    }

    /**
     * By the interface of the default route replies leave anyway, unless a rule says otherwise; by any other they need
     * one, since EC2 drops what leaves by an interface that does not have the address. Where there is no default route,
     * nothing leaves the subnet, and within it the address needs none.
     */
    private static boolean astray(Links seen, Bearer link, Sought sought) {
        boolean matters = seen.way().isPresent()
                || seen.rules().stream().anyMatch(rule -> rule.from().equals(sought.address()));
        return matters && !InterfacePlan.routed(seen.of(link), sought);
    }

    /** Of several that would do one is right, and only the cloud knows which: it is told with the end of the move. */
    private static String nowhere(List<Bearer> places, String address) {
        return places.isEmpty()
                ? "no interface has a subnet with " + address + " in it, nor a default route"
                : places.stream().map(Bearer::name).collect(Collectors.joining(", ")) + " have a subnet with " + address
                        + " in it, and the leader has not told yet to which it is led";
    }

    private static AddressPlan absent(String why) {
        return new AddressPlan(Hold.ABSENT, List.of(why), Optional.empty(), List.of());
    }

    private static AddressPlan elsewhere(Links seen, Wanted wanted, Sought sought) {
        String address = sought.address();
        boolean has = seen.bearers().stream().anyMatch(b -> b.held(address).isPresent());
        return has
                ? new AddressPlan(Hold.VERIFIED, List.of(), Optional.empty(), leaving(seen, wanted, sought))
                : absent("no interface has the address " + address);
    }

    /**
     * Takes it off a standby, with the rule of this program that came with it. Not while a move is under way or the cloud
     * leads it here, since then packets may still come; and never an interface's first address or one that DHCP gave,
     * which are the machine's own, whatever the pair's file says moves.
     */
    static List<List<String>> leaving(Links seen, Wanted wanted, Sought sought) {
        boolean away =
                wanted.mac().isPresent() && seen.byMac(wanted.mac().get()).isEmpty();
        if (wanted.role() != Role.STANDBY || wanted.bearing() == Bearing.LOOPBACK || !wanted.settled() || !away) {
            return List.of();
        }
        String address = sought.address();
        List<List<String>> commands = new ArrayList<>();
        for (Bearer bearer : seen.bearers()) {
            bearer.held(address)
                    .filter(held ->
                            !held.leased() && !held.equals(bearer.addresses().get(0)))
                    .ifPresent(held ->
                            commands.add(List.of("addr", "del", address + "/" + held.prefix(), "dev", bearer.name())));
        }
        String table = String.valueOf(sought.table());
        if (!commands.isEmpty() && seen.rules().contains(new Seen.Rule(address, table))) {
            commands.add(List.of("rule", "del", "from", address, "lookup", table, "pref", table));
        }
        return List.copyOf(commands);
    }
}
