package io.twinproxy.agent.core;

import io.twinproxy.coordination.record.Hold;

/**
 * Where this host stands, as last known; it stays when the store cannot be reached.
 *
 * @param known whether an assignment was ever read; before it, nobody may call this host active
 * @param generation of the assignment it follows; 0 before one was read
 * @param connected whether the store can be reached as far as is known
 */
public record Standing(Role role, boolean known, long generation, boolean connected, Hold hold, String holdDetail) {
    public static final Standing NOTHING_KNOWN =
            new Standing(Role.UNASSIGNED, false, 0, false, Hold.NOT_NEEDED, "nothing was looked at yet");
}
