package io.twinproxy.agent.os;

import io.twinproxy.agent.net.Cidr;
import io.twinproxy.coordination.record.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is missing of an interface, and the {@code ip} commands that put it right, each harmless when repeated. Pure.
 *
 * <p>The address is added without a route of its own ({@code noprefixroute}), so that the main table stays as it was;
 * replies from the address find their way by a rule and a table of their own. Without these they would leave by the
 * primary interface, where the VPC's source check drops them.
 *
 * @param missing in words, in the order in which it would be put right
 * @param bar why nothing may be configured; there are no commands then
 */
record InterfacePlan(Hold hold, List<String> missing, Optional<String> bar, List<List<String>> commands) {
    InterfacePlan {
        missing = List.copyOf(missing);
        commands = List.copyOf(commands);
    }

    static InterfacePlan of(Seen seen, Sought sought) {
        if (seen.link().isEmpty()) {
            return new InterfacePlan(
                    Hold.ABSENT,
                    List.of("there is no interface with MAC address " + sought.mac()),
                    Optional.empty(),
                    List.of());
        }
        Seen.Link link = seen.link().get();
        List<String> missing = new ArrayList<>();
        List<List<String>> commands = new ArrayList<>();
        if (!link.up()) {
            missing.add(link.name() + " is down");
            commands.add(List.of("link", "set", "dev", link.name(), "up"));
        } else if (!link.carrier()) {
            missing.add(link.name() + " has no carrier");
        }
        if (!link.addresses().contains(sought.address())) {
            missing.add(link.name() + " has no address " + sought.address());
            commands.add(addAddress(link, sought));
        }
        if (!routed(seen, sought)) {
            missing.add("no rule and default route make replies from " + sought.address() + " leave by " + link.name());
            commands.addAll(addRoutes(seen, sought));
        }
        Optional<String> bar = bar(seen, sought);
        return new InterfacePlan(
                missing.isEmpty() ? Hold.VERIFIED : Hold.INCOMPLETE,
                missing,
                bar,
                bar.isPresent() ? List.of() : commands);
    }

    /** With a wrong subnet, or none, replies would go astray, and nothing would say so. */
    private static Optional<String> bar(Seen seen, Sought sought) {
        if (seen.drivenElsewhere()) {
            return Optional.of("amazon-ec2-net-utils configures this interface and is left to it");
        }
        if (sought.subnet().isEmpty() && sought.gateway().isEmpty()) {
            return Optional.of(OsLook.NO_SUBNET);
        }
        return sought.subnet()
                .filter(subnet -> !subnet.contains(sought.address()))
                .map(subnet -> "the address " + sought.address() + " is not in the interface's subnet " + subnet);
    }

    private static List<String> addAddress(Seen.Link link, Sought sought) {
        int prefix = sought.subnet().map(Cidr::prefix).orElse(32);
        return List.of("addr", "add", sought.address() + "/" + prefix, "dev", link.name(), "noprefixroute");
    }

    /** By a rule of its own and that table's default route, or by the main table's: an only interface needs no rule. */
    static boolean routed(Seen seen, Sought sought) {
        String link = seen.link().orElseThrow().name();
        List<String> tables = new ArrayList<>();
        seen.rules().stream()
                .filter(rule -> rule.from().equals(sought.address()))
                .forEach(rule -> tables.add(rule.table()));
        if (tables.isEmpty()) {
            tables.add(Seen.MAIN);
        }
        return seen.defaults().stream().anyMatch(route -> route.link().equals(link) && tables.contains(route.table()));
    }

    /** The subnet or the gateway must be known. */
    static List<List<String>> addRoutes(Seen seen, Sought sought) {
        String link = seen.link().orElseThrow().name();
        String table = String.valueOf(sought.table());
        List<List<String>> commands = new ArrayList<>();
        sought.subnet()
                .ifPresent(subnet ->
                        commands.add(List.of("route", "replace", subnet.toString(), "dev", link, "table", table)));
        Optional<String> gateway = sought.gateway().or(() -> sought.subnet().map(Cidr::firstHost));
        List<String> route = new ArrayList<>(List.of("route", "replace", "default"));
        gateway.ifPresent(router -> route.addAll(List.of("via", router)));
        route.addAll(List.of("dev", link));
        if (gateway.isPresent() && sought.subnet().isEmpty()) {
            route.add("onlink");
        }
        route.addAll(List.of("table", table));
        commands.add(List.copyOf(route));
        if (!seen.rules().contains(new Seen.Rule(sought.address(), table))) {
            commands.add(List.of("rule", "add", "from", sought.address(), "lookup", table, "pref", table));
        }
        return commands;
    }
}
