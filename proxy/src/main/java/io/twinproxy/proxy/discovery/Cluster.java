package io.twinproxy.proxy.discovery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster as its configuration endpoint tells it
 * (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoDiscovery.AddingToYourClientLibrary.html).
 *
 * @param version grows by one with every node added or removed
 * @param nodes in the order of their names; never empty
 */
public record Cluster(long version, List<Node> nodes) {
    /** ElastiCache has some tens of nodes in a cluster at most; a ring of more than these is nobody's intention. */
    static final int NODES_MAX = 1000;

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

    /** The address is not used, and is empty while a node is being made. */
    private static final Pattern NODE = Pattern.compile(
            "(?<host>[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)\\|[0-9A-Fa-f.:]*\\|(?<port>[0-9]{1,5})");

    public Cluster {
        nodes = List.copyOf(nodes);
    }

    /**
     * Reads an answer's bytes: a line with the version, a line with the nodes. Line ends and trailing spaces vary between
     * engine versions.
     */
    static Cluster parse(byte[] bytes) throws NonsenseException {
        List<String> lines = new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.size() != 2 || !VERSION.matcher(lines.get(0)).matches()) {
            throw new NonsenseException("is not a version and a line of nodes: " + brief(lines));
        }
        List<Node> nodes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        for (String text : lines.get(1).split(" +", -1)) {
            Node node = node(text);
            if (!names.add(node.host() + ":" + node.port())) {
                throw new NonsenseException("names node " + node.host() + ":" + node.port() + " twice");
            }
            nodes.add(node);
            if (nodes.size() > NODES_MAX) {
                throw new NonsenseException("names more than " + NODES_MAX + " nodes");
            }
        }
        nodes.sort(Comparator.comparing(Node::host).thenComparing(Node::port));
        return new Cluster(Long.parseLong(lines.get(0)), nodes);
    }

    private static Node node(String text) throws NonsenseException {
        Matcher parts = NODE.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group("port")) : 0;
        if (port < 1 || port > 65535) {
            throw new NonsenseException("has a node that is not host|address|port: " + brief(List.of(text)));
        }
        return new Node(parts.group("host"), port);
    }

    private static String brief(List<String> lines) {
        String text = String.join("\\n", lines);
        return '"' + (text.length() > 100 ? text.substring(0, 100) + "…" : text) + '"';
    }
}
