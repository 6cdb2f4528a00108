package io.twinproxy.coordination.tree;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one round of reading saw. What is not there is not in the maps.
 *
 * @param nodes by path
 * @param children the names under a path
 */
public record Glimpse(SortedMap<String, Node> nodes, SortedMap<String, SortedSet<String>> children) {
    public Glimpse {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        children = Collections.unmodifiableSortedMap(new TreeMap<>(children));
    }

    public Optional<Node> node(String path) {
        return Optional.ofNullable(nodes.get(path));
    }

    /** The names under a path; none when it is not there. */
    public SortedSet<String> under(String path) {
        return children.getOrDefault(path, new TreeSet<>());
    }
}
