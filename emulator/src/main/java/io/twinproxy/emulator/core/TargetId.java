package io.twinproxy.emulator.core;

import java.util.Comparator;

/** A target of a group: an instance id or an address, and the port; both together are its key. */
public record TargetId(String id, int port) implements Comparable<TargetId> {
    private static final Comparator<TargetId> ORDER =
            Comparator.comparing(TargetId::id).thenComparingInt(TargetId::port);

    @Override
    public int compareTo(TargetId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return id + ":" + port;
    }
}
