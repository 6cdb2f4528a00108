package io.twinproxy.agent.core;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Heartbeat;
import java.util.Optional;

/**
 * Whether another machine goes by this host's name. What is assigned to the name is then not assigned to this host: two
 * that both called themselves active would both be given clients. Pure.
 */
final class Namesake {
    private Namesake() {}

    /**
     * The heartbeat under the name decides where one can be read; else, whether writing one was refused. An earlier
     * start of this same agent, whose session is still there, is no other machine.
     */
    static boolean isThere(PairRecords records, Self self, Optional<Written.Result> lastResult) {
        return Optional.ofNullable(records.hosts().get(self.host()))
                .flatMap(Entry::value)
                .map(beat -> elsewhere(beat, self))
                .orElse(lastResult.equals(Optional.of(Written.Result.NAME_TAKEN)));
    }

    private static boolean elsewhere(Heartbeat beat, Self self) {
        boolean own = beat.incarnation().equals(self.incarnation());
        return !own
                && (!beat.instance().equals(self.instance()) || !beat.health().equals(self.health()));
    }
}
