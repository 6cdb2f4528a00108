package io.twinproxy.proxy.backend;

import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.Latency;
import io.twinproxy.proxy.stats.Tally;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One loop's connections to one backend: as many as {@code server_connections}, opened when first needed. */
public final class BackendLinks {
    private final Loop loop;
    private final Pool pool;
    private final Backend backend;
    private final CallCounts counts = new CallCounts(new Tally<>(BackendField.class), new Latency());
    /** For each variant of connection the protocol has: its slots. */
    private final List<List<BackendConnection>> variants = new ArrayList<>(1);

    private int attempts;

    BackendLinks(Loop loop, Pool pool, Backend backend) {
        this.loop = loop;
        this.pool = pool;
        this.backend = backend;
        for (int variant = 0; variant < pool.protocol().variants(); variant++) {
            variants.add(new ArrayList<>(1));
        }
    }

    Tally<BackendField> tally() {
        return counts.tally();
    }

    /** How long its requests took from being queued to their replies. */
    Latency latency() {
        return counts.latency();
    }

    Loop loop() {
        return loop;
    }

    /**
     * The connection for a client: always the same one while it lives, so a client's requests stay in order.
     *
     * @param variant which kind of connection: see {@link io.twinproxy.proxy.protocol.Protocol#variants()}
     */
    public BackendConnection pick(int client, int serverConnections, int variant) {
        List<BackendConnection> slots = variants.get(variant);
        int slot = Math.floorMod(client, serverConnections);
        while (slots.size() <= slot) {
            slots.add(fresh(variant));
        }
        BackendConnection connection = slots.get(slot);
        if (connection.ended()) {
            connection = fresh(variant);
            slots.set(slot, connection);
        }
        return connection;
    }

    /** Connections made so far; any thread, and may be an instant old. */
    int made() {
        return attempts;
    }

    /** Opens every connection now. */
    void openAll(int serverConnections) {
        for (int i = 0; i < serverConnections; i++) {
            pick(i, serverConnections, 0).open();
        }
    }

    /** Closes all connections beyond a number, each as soon as nothing is outstanding on it. */
    void retireBeyond(int serverConnections) {
        for (List<BackendConnection> slots : variants) {
            while (slots.size() > serverConnections) {
                slots.remove(slots.size() - 1).retire();
            }
        }
    }

    /**
     * Replaces every connection to another address than these; what is outstanding there finishes.
     *
     * @return how many were replaced
     */
    int retireElsewhere(Collection<InetAddress> addresses) {
        int retired = 0;
        for (int variant = 0; variant < variants.size(); variant++) {
            List<BackendConnection> slots = variants.get(variant);
            for (int i = 0; i < slots.size(); i++) {
                BackendConnection connection = slots.get(i);
                if (!connection.ended() && connection.elsewhere(addresses)) {
                    slots.set(i, fresh(variant));
                    connection.retire();
                    retired++;
                }
            }
        }
        return retired;
    }

    /**
     * Ends every connection whose oldest call has waited so long, in nanoseconds, while nothing came; the backend is out.
     * A loop that was held up reads first what has come meanwhile.
     */
    void endSilent(long nanos) {
        loop.afterReading(() -> variants.forEach(slots -> slots.forEach(each -> each.endIfSilent(nanos))));
    }

    /** Closes all connections at once, failing what is outstanding. */
    void closeAll() {
        variants.forEach(slots -> {
            slots.forEach(BackendConnection::close);
            slots.clear();
        });
    }

    private BackendConnection fresh(int variant) {
        return new BackendConnection(loop, pool, backend, counts, attempts++, variant);
    }
}
