package io.twinproxy.agent.core;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Heartbeat;
import java.util.Optional;

/**
 * Whether this host's name in the pair is this agent's own. What is assigned to a name that another holds is not assigned
 * to this host: two that both called themselves active would both be given clients. An earlier start of this same agent
 * is another too, until its session has ended: a copy of its file on another machine could not be told from it. A store
 * that is away changes nothing. Loop's thread only.
 */
final class OwnName {
    private boolean own;

    boolean own() {
        return own;
    }

    void wrote(Written.Result result) {
        switch (result) {
            case DONE -> own = true;
            case NAME_TAKEN -> own = false;
            case UNAVAILABLE -> {}
        }
    }

    void read(PairRecords records, Self self) {
        Optional.ofNullable(records.hosts().get(self.host()))
                .flatMap(Entry::value)
                .map(Heartbeat::incarnation)
                .ifPresent(incarnation -> own = incarnation.equals(self.incarnation()));
    }
}
