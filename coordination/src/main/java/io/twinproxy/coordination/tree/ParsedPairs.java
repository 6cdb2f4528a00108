package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.Entry;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The nodes of pairs as last parsed: a pair is read at every heartbeat of each of its hosts, and all but one of its nodes
 * are then as they were. Holds one picture of each pair. Any thread; two readings at once may both parse what is new.
 */
public final class ParsedPairs {
    private final ConcurrentMap<String, Map<String, Parsed>> pairs = new ConcurrentHashMap<>();

    private record Parsed(Node node, Entry<?> entry) {
        boolean same(Node other) {
            return node.version() == other.version() && Arrays.equals(node.bytes(), other.bytes());
        }
    }

    /** One reading of a pair: takes over what has not changed, and forgets what is gone. One thread. */
    static final class Next {
        private final Map<String, Parsed> earlier;
        private final Map<String, Parsed> now = new TreeMap<>();

        private Next(Map<String, Parsed> earlier) {
            this.earlier = earlier;
        }

        /** The entry of a node; a path is always given with the same parsing. */
        <T> Entry<T> entry(String path, Optional<Node> node, Parsing<T> parsing) {
            if (node.isEmpty()) {
                return Entry.absent();
            }
            Parsed last = earlier.get(path);
            Parsed current =
                    last != null && last.same(node.get()) ? last : new Parsed(node.get(), parsing.entry(path, node));
            now.put(path, current);
            @SuppressWarnings("unchecked")
            Entry<T> entry = (Entry<T>) current.entry();
            return entry;
        }
    }

    Next next(String pair) {
        return new Next(pairs.getOrDefault(pair, new TreeMap<>()));
    }

    void done(String pair, Next reading) {
        pairs.put(pair, reading.now);
    }

    void forget(String pair) {
        pairs.remove(pair);
    }
}
