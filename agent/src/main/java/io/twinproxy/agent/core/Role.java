package io.twinproxy.agent.core;

import io.twinproxy.coordination.record.Assignment;
import java.util.Locale;
import java.util.Optional;

/** What an assignment makes of one host. */
public enum Role {
    /** The host that is to hold the endpoint. */
    ACTIVE,
    /** Another host is. */
    STANDBY,
    /** No host is, or nothing was ever read. */
    UNASSIGNED;

    public static Role of(Optional<Assignment> assignment, String me) {
        return assignment
                .flatMap(Assignment::active)
                .map(active -> active.equals(me) ? ACTIVE : STANDBY)
                .orElse(UNASSIGNED);
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
