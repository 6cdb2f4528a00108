package io.twinproxy.proxy.hash;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** A server as placement sees it: its ring name, which decides where its points lie, and its weight (at least 1). */
public record RingServer(String name, int weight) {

    /** Nutcracker's port default: a server on this port without a name is known by its host alone. */
    private static final int UNNAMED_PORT = 11211;

    /** Shorter names first, names of one length by unsigned bytes; the place in this order is the server's index. */
    public static final Comparator<String> NAME_ORDER = RingServer::compareNames;

    /** The ring name of a TCP server that was given no name. */
    public static String nameOf(String host, int port) {
        return port == UNNAMED_PORT ? host : host + ":" + port;
    }

    /** The ring name of a unix-socket server that was given no name; the colon is nutcracker's. */
    public static String nameOf(String path) {
        return path + ":";
    }

    private static int compareNames(String left, String right) {
        byte[] a = left.getBytes(StandardCharsets.UTF_8);
        byte[] b = right.getBytes(StandardCharsets.UTF_8);
        return a.length != b.length ? Integer.compare(a.length, b.length) : Arrays.compareUnsigned(a, b);
    }
}
