package io.twinproxy.coordination;

import io.twinproxy.coordination.record.Heartbeat;

/** One host's heartbeat node; it goes when the session does. One thread at a time. */
public interface Presence extends AutoCloseable {
    /**
     * Writes the heartbeat, creating the node if the session is new. Blocks for at most the store's operation timeout.
     *
     * @throws NameTakenException when another live session holds a heartbeat of this host
     */
    void beat(Heartbeat heartbeat) throws UnavailableException, NameTakenException;

    /** Deletes the node: a clean stop is seen at once. */
    @Override
    void close();
}
