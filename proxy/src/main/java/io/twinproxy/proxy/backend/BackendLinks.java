package io.twinproxy.proxy.backend;

import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.Tally;
import java.util.ArrayList;
import java.util.List;

/** One loop's connections to one backend: as many as {@code server_connections}, opened when first needed. */
public final class BackendLinks {
    private final Loop loop;
    private final Pool pool;
    private final Backend backend;
    private final Tally<BackendField> tally = new Tally<>(BackendField.class);
    private final List<BackendConnection> slots = new ArrayList<>(1);
    private int attempts;

    BackendLinks(Loop loop, Pool pool, Backend backend) {
        this.loop = loop;
        this.pool = pool;
        this.backend = backend;
    }

    Tally<BackendField> tally() {
        return tally;
    }

    Loop loop() {
        return loop;
    }

    /** The connection for a client: always the same one while it lives, so a client's requests stay in order. */
    public BackendConnection pick(int client, int serverConnections) {
        int slot = Math.floorMod(client, serverConnections);
        while (slots.size() <= slot) {
            slots.add(fresh());
        }
        BackendConnection connection = slots.get(slot);
        if (connection.ended()) {
            connection = fresh();
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
            pick(i, serverConnections).open();
        }
    }

    /** Closes all connections beyond a number, each as soon as nothing is outstanding on it. */
    void retireBeyond(int serverConnections) {
        while (slots.size() > serverConnections) {
            slots.remove(slots.size() - 1).retire();
        }
    }

    /** Ends every connection whose oldest call has waited so long, in nanoseconds, while nothing came; the backend is out. */
    void endSilent(long nanos) {
        slots.forEach(connection -> connection.endIfSilent(nanos));
    }

    /** Closes all connections at once, failing what is outstanding. */
    void closeAll() {
        slots.forEach(BackendConnection::close);
        slots.clear();
    }

    private BackendConnection fresh() {
        return new BackendConnection(loop, pool, backend, tally, attempts++);
    }
}
