package io.twinproxy.agent.core;

import io.twinproxy.coordination.record.Heartbeat;

/**
 * What became of one heartbeat's writing.
 *
 * @param detail why it failed; empty when it did not
 */
public record Written(Heartbeat heartbeat, Result result, String detail) {
    /** The ways a writing can end. */
    public enum Result {
        DONE,
        /** No answer; it may have been written. */
        UNAVAILABLE,
        /** Another live agent goes by this host's name. */
        NAME_TAKEN
    }
}
