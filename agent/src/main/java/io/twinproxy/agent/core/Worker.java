package io.twinproxy.agent.core;

import io.twinproxy.coordination.record.Heartbeat;
import java.util.Optional;

/**
 * Does elsewhere what may block. Every method returns at once and what came of it is posted to the {@link Inbox}. The
 * loop has at most one write and one look under way.
 */
public interface Worker {
    /** Ends in {@link Inbox#written}. */
    void write(Heartbeat heartbeat);

    /** Ends in {@link Inbox#looked}. */
    void look(Wanted wanted);

    /** Probes this peer from now on and no other, or none; every change ends in {@link Inbox#sighted}. */
    void probe(Optional<PeerAt> peer);
}
