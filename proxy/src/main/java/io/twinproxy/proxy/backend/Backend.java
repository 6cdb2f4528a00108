package io.twinproxy.proxy.backend;

import io.twinproxy.proxy.config.ServerConfig;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.LatencySum;
import java.util.ArrayList;
import java.util.List;

/**
 * One server of a pool: what is known of its health, and each loop's connections to it. Its health is written by its
 * {@link Pool} only, under the pool's lock, and read by anyone; its connections are each for their own loop.
 */
public final class Backend {
    /** Whether requests go there. */
    public enum State {
        IN,
        /** Failing, and left out of the ring. */
        EJECTED,
        /** Failing, but kept in the ring because the pool does not eject. */
        FAILING
    }

    private final ServerConfig server;
    private final List<BackendLinks> links;

    volatile State state = State.IN;
    /** Failures in a row, zero after any reply. */
    volatile int failures;
    /** When the last failure was counted; what began before belongs to the same event. */
    long countedAt;

    volatile long ejectedAtMicros;
    /** Not tried again before this time. */
    volatile long retryAt;

    Backend(ServerConfig server, Pool pool, List<Loop> loops) {
        this.server = server;
        List<BackendLinks> made = new ArrayList<>();
        loops.forEach(loop -> made.add(new BackendLinks(loop, pool, this)));
        this.links = List.copyOf(made);
    }

    /** Its address and ring name; the weight here may be older than the pool's. */
    public ServerConfig server() {
        return server;
    }

    public State state() {
        return state;
    }

    /** A loop's connections to it; for that loop's thread. */
    public BackendLinks on(Loop loop) {
        return links.get(loop.index());
    }

    List<BackendLinks> links() {
        return links;
    }

    /** Connections made to it since the start; may be an instant old. */
    public long connectionsMade() {
        return links.stream().mapToLong(BackendLinks::made).sum();
    }

    /** How long requests took from being queued to their replies, late ones too, over all loops. */
    public LatencySum latency() {
        return LatencySum.of(links.stream().map(BackendLinks::latency).toList());
    }

    /** The sum over all loops; may be an instant old. */
    public long total(BackendField field) {
        if (field == BackendField.SERVER_EJECTED_AT) {
            return ejectedAtMicros;
        }
        return links.stream().mapToLong(each -> each.tally().get(field)).sum();
    }
}
