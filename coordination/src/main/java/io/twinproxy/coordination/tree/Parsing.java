package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.json.BadJsonException;
import java.util.Optional;

/** Bytes to an entry: what cannot be read is an entry that says so, never an absent one. */
@FunctionalInterface
interface Parsing<T> {
    T parse(byte[] bytes) throws BadJsonException;

    default Entry<T> entry(String path, Optional<Node> node) {
        if (node.isEmpty()) {
            return Entry.absent();
        }
        int version = node.get().version();
        try {
            return Entry.of(parse(node.get().bytes()), version);
        } catch (BadJsonException e) {
            return Entry.unreadable(version, path + " cannot be read: " + e.getMessage());
        }
    }
}
