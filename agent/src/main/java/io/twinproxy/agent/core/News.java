package io.twinproxy.agent.core;

import io.twinproxy.coordination.PairRecords;
import java.util.Optional;

/**
 * All that came in since the inbox was last emptied, the newest of each kind.
 *
 * @param reconnected the store's connection came back meanwhile, whatever {@code connected} says now
 */
record News(
        Optional<PairRecords> records,
        Optional<Boolean> connected,
        boolean reconnected,
        Optional<Written> written,
        Optional<HostState> looked,
        Optional<PeerSeen> sighted,
        boolean stop) {
    static final News NONE = new News(
            Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty(), Optional.empty(), false);
}
