package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.settings.Address;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Section;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the cloud maps to an interface of one host: the address of an endpoint that moves in one call, and the last rung
 * of an {@code eni} whose detach sticks.
 *
 * @param ip the private address; {@code secondary-ip}, {@code route} and a fallback
 * @param subnet where that address lies; {@code secondary-ip} and a fallback
 * @param allocation the Elastic IP's allocation id; {@code elastic-ip} only
 * @param routeTables every table whose route for the address follows the active host; {@code route} only
 * @param hostInterface the device index of the host's own interface that it is led to
 * @param unknown keys of a newer version, where this is a mapping of its own in the pair's file
 */
public record Mapping(
        Optional<String> ip,
        Optional<String> subnet,
        Optional<String> allocation,
        List<String> routeTables,
        int hostInterface,
        SortedMap<String, Object> unknown) {
    public static final Key IP = new Key(
            "ip",
            "an IPv4 address",
            "",
            "The address that moves: of the subnet (secondary-ip, fallback), or outside of the network (route).");
    public static final Key SUBNET = new Key(
            "subnet", "a subnet id such as subnet-0123abcd", "", "Where the address lies (secondary-ip, fallback).");
    public static final Key ALLOCATION = new Key(
            "allocation", "an allocation id such as eipalloc-0123abcd", "", "The Elastic IP that moves (elastic-ip).");
    public static final Key ROUTE_TABLES = new Key(
            "route-tables",
            "a list of 1 to 20 route table ids such as rtb-0123abcd",
            "",
            "The tables whose route for the address follows the active host (route).");
    public static final Key HOST_INTERFACE = new Key(
            "host-interface",
            "0 to 31",
            "0",
            "Device index of the host's own interface that the address is led to (secondary-ip, elastic-ip, route,"
                    + " fallback).");

    /** The keys of a fallback. */
    public static final List<Key> FALLBACK_KEYS = List.of(IP, SUBNET, HOST_INTERFACE);

    /** As many as calls that one move may reasonably take; AWS allows 200 tables in a network. */
    private static final int ROUTE_TABLES_MAX = 20;

    private static final Pattern TABLE = Pattern.compile("rtb-[0-9a-f]{1,32}");

    public Mapping {
        routeTables = List.copyOf(routeTables);
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    static Mapping secondaryIp(Section section, SortedMap<String, Object> unknown) {
        return new Mapping(
                Optional.of(ip(section)),
                Optional.of(section.word(SUBNET, id -> pattern(id, "subnet-[0-9a-f]{1,32}"), "")),
                Optional.empty(),
                List.of(),
                hostInterface(section),
                unknown);
    }

    static Mapping elasticIp(Section section) {
        return new Mapping(
                Optional.empty(),
                Optional.empty(),
                Optional.of(section.word(ALLOCATION, id -> pattern(id, "eipalloc-[0-9a-f]{1,32}"), "")),
                List.of(),
                hostInterface(section),
                new TreeMap<>());
    }

    static Mapping route(Section section) {
        List<String> tables = section.strings(ROUTE_TABLES);
        boolean sound = tables.stream().allMatch(t -> TABLE.matcher(t).matches())
                && tables.stream().distinct().count() == tables.size()
                && tables.size() <= ROUTE_TABLES_MAX;
        if (section.has(ROUTE_TABLES) && (tables.isEmpty() || !sound)) {
            section.problem(ROUTE_TABLES, "is " + tables + "; it must be " + ROUTE_TABLES.allowed() + ", each once");
        }
        return new Mapping(
                Optional.of(ip(section)),
                Optional.empty(),
                Optional.empty(),
                tables,
                hostInterface(section),
                new TreeMap<>());
    }

    private static String ip(Section section) {
        return section.word(IP, text -> Optional.of(text).filter(Address::isIpv4), "");
    }

    private static int hostInterface(Section section) {
        return section.integer(HOST_INTERFACE, 0, 31);
    }

    private static Optional<String> pattern(String text, String regex) {
        return text.matches(regex) ? Optional.of(text) : Optional.empty();
    }

    /** As it stands in the spec. */
    JsonObject write(JsonObject to) {
        to.put("ip", ip).put("subnet", subnet).put("allocation", allocation);
        if (!routeTables.isEmpty()) {
            to.put("route-tables", routeTables);
        }
        return to.put("host-interface", hostInterface).putAll(unknown);
    }

    /** What it is that moves, in a word. */
    public String what() {
        return ip.or(() -> allocation).orElse("the address");
    }
}
