package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Which node is where. */
public final class Paths {
    private static final int NAME_MAX = 253;

    public static final String ROOT = "/twinproxy";
    public static final String EPOCH = ROOT + "/epoch";
    public static final String PAIRS = ROOT + "/pairs";
    public static final String CONTROLLERS = ROOT + "/controllers";
    public static final String LATCH = CONTROLLERS + "/latch";
    public static final String NAMES = CONTROLLERS + "/names";

    /** What is there before anything else, parents first. */
    public static final List<String> ROOTS = List.of(ROOT, PAIRS, CONTROLLERS, LATCH, NAMES);

    private Paths() {}

    public static String pair(String pair) {
        return PAIRS + "/" + checked(pair);
    }

    public static String spec(String pair) {
        return pair(pair) + "/spec";
    }

    public static String hosts(String pair) {
        return pair(pair) + "/hosts";
    }

    public static String host(String pair, String host) {
        return hosts(pair) + "/" + checked(host);
    }

    public static String assignment(String pair) {
        return pair(pair) + "/assignment";
    }

    public static String intent(String pair) {
        return pair(pair) + "/intent";
    }

    public static String reading(String pair) {
        return pair(pair) + "/reading";
    }

    public static String events(String pair) {
        return pair(pair) + "/events";
    }

    public static String controller(String name) {
        return NAMES + "/" + checked(name);
    }

    /** What a controller's name node holds. */
    public static byte[] nameRecord(String status) {
        return Json.bytes(new JsonObject().put("format", 1).put("status", status));
    }

    /** What stands under every pair, whoever comes first. */
    static List<String> frame(String pair) {
        return List.of(pair(pair), hosts(pair), events(pair));
    }

    static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** The pair whose picture a change at this path alters; its history is no part of the picture. */
    public static Optional<String> pairOf(String path) {
        if (!path.startsWith(PAIRS + "/")) {
            return Optional.empty();
        }
        String rest = path.substring(PAIRS.length() + 1);
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return Optional.of(rest);
        }
        return rest.startsWith("/events", slash) ? Optional.empty() : Optional.of(rest.substring(0, slash));
    }

    /** Whether a name can stand in a path. Asked for every name of every node that is read. */
    public static boolean fits(String name) {
        if (name.isEmpty() || name.length() > NAME_MAX || !letterOrDigit(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!letterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean letterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static String checked(String name) {
        if (!fits(name)) {
            throw new IllegalArgumentException("'" + name
                    + "' cannot stand in a path; a name is a letter or digit, then letters, digits, dots,"
                    + " dashes and underscores, 253 at most");
        }
        return name;
    }
}
