package io.twinproxy.agent.os;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads what {@code ip -j} prints, which is JSON and so also YAML. One thread. */
final class IpReader {
    /** amazon-ec2-net-utils numbers its rules and tables from here: 10000 + 100 * card + device. */
    private static final long NET_UTILS_TABLE_MIN = 10_000;

    private static final String NETWORKD = "run/systemd/network";

    private final Ip ip;
    private final Path root;

    /** {@code root} is {@code /}, where {@code run} is. */
    IpReader(Ip ip, Path root) {
        this.ip = ip;
        this.root = root;
    }

    /** Two of the three questions are asked only when the interface is there. */
    Seen look(String mac, String address) throws UnreadableException {
        Optional<Seen.Link> link = link(mac);
        if (link.isEmpty()) {
            return Seen.NO_LINK;
        }
        List<Seen.Rule> rules = rules();
        String name = link.get().name();
        boolean elsewhere = Files.isDirectory(root.resolve(NETWORKD).resolve("70-" + name + ".network.d"))
                || rules.stream().anyMatch(rule -> rule.from().equals(address) && netUtils(rule.table()));
        return new Seen(link, rules, defaults(), elsewhere);
    }

    /** Every interface with its addresses and, where they are asked for, the rules. */
    Links links(Predicate<List<Links.Bearer>> withRules) throws UnreadableException {
        List<Links.Bearer> bearers = new ArrayList<>();
        for (Map<?, ?> entry : ask("-j", "addr", "show")) {
            List<Links.Held> addresses = new ArrayList<>();
            for (Map<?, ?> address : maps(entry.get("addr_info"))) {
                if (text(address, "family").equals("inet")) {
                    addresses.add(new Links.Held(
                            text(address, "local"),
                            (int) number(address, "prefixlen"),
                            text(address, "dynamic").equals("true")));
                }
            }
            bearers.add(new Links.Bearer(
                    text(entry, "ifname"), text(entry, "address").toLowerCase(Locale.ROOT), addresses));
        }
        return new Links(bearers, withRules.test(bearers) ? rules() : List.of(), defaults());
    }

    private Optional<Seen.Link> link(String mac) throws UnreadableException {
        for (Map<?, ?> entry : ask("-j", "addr", "show")) {
            if (text(entry, "address").toLowerCase(Locale.ROOT).equals(mac.toLowerCase(Locale.ROOT))) {
                List<String> flags = new ArrayList<>();
                if (entry.get("flags") instanceof List<?> list) {
                    list.forEach(flag -> flags.add(String.valueOf(flag)));
                }
                List<String> addresses = new ArrayList<>();
                for (Map<?, ?> address : maps(entry.get("addr_info"))) {
                    if (text(address, "family").equals("inet")) {
                        addresses.add(text(address, "local"));
                    }
                }
                return Optional.of(new Seen.Link(
                        text(entry, "ifname"), flags.contains("UP"), flags.contains("LOWER_UP"), addresses));
            }
        }
        return Optional.empty();
    }

    private List<Seen.Rule> rules() throws UnreadableException {
        List<Seen.Rule> rules = new ArrayList<>();
        for (Map<?, ?> rule : ask("-j", "-4", "rule", "show")) {
            boolean single = !rule.containsKey("srclen") || text(rule, "srclen").equals("32");
            if (single && !text(rule, "src").equals("all")) {
                rules.add(new Seen.Rule(text(rule, "src"), text(rule, "table")));
            }
        }
        return rules;
    }

    /** Of a table with several the one with the lowest metric, which is the one that packets leave by. */
    private List<Seen.Default> defaults() throws UnreadableException {
        SortedMap<String, Map<?, ?>> preferred = new TreeMap<>();
        for (Map<?, ?> route : ask("-j", "-4", "route", "show", "table", "all")) {
            if (text(route, "dst").equals("default")) {
                String table = text(route, "table");
                preferred.merge(
                        table.isEmpty() ? Seen.MAIN : table,
                        route,
                        (one, other) -> number(other, "metric") < number(one, "metric") ? other : one);
            }
        }
        List<Seen.Default> defaults = new ArrayList<>();
        preferred.forEach((table, route) -> defaults.add(new Seen.Default(table, text(route, "dev"))));
        return defaults;
    }

    private List<Map<?, ?>> ask(String... arguments) throws UnreadableException {
        Ip.Output output = ip.run(List.of(arguments));
        if (!output.good()) {
            throw new UnreadableException("ip " + String.join(" ", arguments) + ": " + output.firstLine());
        }
        try {
            return maps(
                    new Load(LoadSettings.builder().setCodePointLimit(1 << 21).build())
                            .loadFromString(output.text().isEmpty() ? "[]" : output.text()));
        } catch (YamlEngineException e) {
            throw new UnreadableException("ip " + String.join(" ", arguments) + " printed what is not JSON");
        }
    }

    private static List<Map<?, ?>> maps(@Nullable Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            }
        }
        return maps;
    }

    private static String text(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }

    /** Zero where there is none. */
    private static long number(Map<?, ?> map, String key) {
        return map.get(key) instanceof Number number ? number.longValue() : 0;
    }

    private static boolean netUtils(String table) {
        return table.matches("\\d{5,9}") && Long.parseLong(table) >= NET_UTILS_TABLE_MIN;
    }

    /** What the operating system shows cannot be read: not the same as nothing being there. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }
}
