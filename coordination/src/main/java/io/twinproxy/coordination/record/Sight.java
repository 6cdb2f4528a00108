package io.twinproxy.coordination.record;

/** What one probe of a proxy says: one request through its port, and what came of it. */
public enum Sight {
    /** Not probed yet, or the prober distrusts itself. */
    UNKNOWN,
    /** A reply in time. */
    ANSWERED,
    /** The connection was refused or reset, and a new one was refused: nothing listens. */
    REFUSED,
    /** As many probes in a row as the pair's {@code probe-misses} got no reply in time. */
    SILENT;

    public boolean down() {
        return this == REFUSED || this == SILENT;
    }
}
