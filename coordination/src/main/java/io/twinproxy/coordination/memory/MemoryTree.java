package io.twinproxy.coordination.memory;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.tree.Change;
import io.twinproxy.coordination.tree.Glimpse;
import io.twinproxy.coordination.tree.Node;
import io.twinproxy.coordination.tree.Paths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The servers' nodes, with ZooKeeper's rules: parents first, versions, all of a transaction or nothing. One thread. */
final class MemoryTree {
    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final SortedMap<String, Integer> numbers = new TreeMap<>();
    private long changes;

    MemoryTree() {
        Paths.ROOTS.forEach(path -> nodes.put(path, new Node(new byte[0], 0, 0, 0, 0)));
    }

    Optional<Node> node(String path) {
        return Optional.ofNullable(nodes.get(path));
    }

    SortedMap<String, Node> all() {
        return new TreeMap<>(nodes);
    }

    Glimpse look(Collection<String> paths, Collection<String> parents) {
        SortedMap<String, Node> found = new TreeMap<>();
        paths.forEach(path -> node(path).ifPresent(node -> found.put(path, node)));
        SortedMap<String, SortedSet<String>> children = new TreeMap<>();
        for (String parent : parents) {
            if (nodes.containsKey(parent)) {
                children.put(parent, children(parent));
            }
        }
        return new Glimpse(found, children);
    }

    SortedSet<String> children(String parent) {
        SortedSet<String> names = new TreeSet<>();
        // '0' comes right after '/': between the two lies all that is under the parent.
        for (String path : nodes.subMap(parent + "/", parent + "0").keySet()) {
            String rest = path.substring(parent.length() + 1);
            if (rest.indexOf('/') < 0) {
                names.add(rest);
            }
        }
        return names;
    }

    /** What a transaction did: the last part's version, and the paths it touched in order. */
    record Done(int version, List<String> paths) {}

    Done commit(long session, List<Change> parts) throws ConflictException {
        Map<String, Optional<Node>> before = new LinkedHashMap<>();
        List<String> touched = new ArrayList<>();
        changes++;
        int version = 0;
        for (Change part : parts) {
            String path = named(part);
            before.putIfAbsent(path, node(path));
            if (!apply(session, part, path)) {
                before.forEach(this::restore);
                throw part.conflict();
            }
            if (part.kind() != Change.Kind.CHECK) {
                touched.add(path);
            }
            version = node(path).map(Node::version).orElse(0);
        }
        return new Done(version, touched);
    }

    private void restore(String path, Optional<Node> node) {
        node.ifPresentOrElse(n -> nodes.put(path, n), () -> nodes.remove(path));
    }

    private String named(Change part) {
        return switch (part.kind()) {
            case CREATE_SEQUENTIAL, CREATE_EPHEMERAL_SEQUENTIAL ->
                part.path() + tenDigits(numbers.merge(parent(part.path()), 1, Integer::sum) - 1);
            default -> part.path();
        };
    }

    private static String tenDigits(int number) {
        String digits = Integer.toString(number);
        return "0".repeat(10 - digits.length()) + digits;
    }

    private boolean apply(long session, Change part, String path) {
        Node there = nodes.get(path);
        boolean fits = there != null && (part.version() == Change.ANY || part.version() == there.version());
        switch (part.kind()) {
            case CHECK -> {
                return fits;
            }
            case CREATE, CREATE_SEQUENTIAL -> {
                return create(path, part.bytes(), 0);
            }
            case CREATE_EPHEMERAL, CREATE_EPHEMERAL_SEQUENTIAL -> {
                return create(path, part.bytes(), session);
            }
            case SET -> {
                if (fits) {
                    write(path, part.bytes());
                }
                return fits;
            }
            case DELETE -> {
                if (!fits || !children(path).isEmpty()) {
                    return false;
                }
                nodes.remove(path);
                return true;
            }
        }
        throw new IllegalStateException(part.kind().name());
    }

    private boolean create(String path, byte[] bytes, long owner) {
        if (nodes.containsKey(path) || !nodes.containsKey(parent(path))) {
            return false;
        }
        nodes.put(path, new Node(bytes.clone(), 0, owner, changes, changes));
        return true;
    }

    /** Writes over what is there, whatever it is. */
    private void write(String path, byte[] bytes) {
        Node there = nodes.get(path);
        if (there != null) {
            nodes.put(path, new Node(bytes.clone(), there.version() + 1, there.owner(), there.created(), changes));
        }
    }

    /** Puts bytes where a record was, as no program of ours would; false when there is no such node. */
    boolean corrupt(String path, byte[] bytes) {
        changes++;
        write(path, bytes);
        return nodes.containsKey(path);
    }

    /** Removes what a session owned; the paths that went. */
    List<String> end(long session) {
        changes++;
        List<String> gone = new ArrayList<>();
        nodes.forEach((path, node) -> {
            if (node.owner() == session) {
                gone.add(path);
            }
        });
        gone.forEach(nodes::remove);
        return gone;
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
