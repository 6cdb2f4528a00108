package io.twinproxy.controller.sim;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The production endpoint, with the invariants told whether it was looked at, and could be read, before it was written to. */
final class WatchedEndpoint implements Endpoint {
    private final Endpoint endpoint;
    private final SimController by;
    private final SimPair pair;
    private final Invariants invariants;
    private boolean readable;
    private boolean looked;

    WatchedEndpoint(Endpoint endpoint, SimController by, SimPair pair, Invariants invariants) {
        this.endpoint = endpoint;
        this.by = by;
        this.pair = pair;
        this.invariants = invariants;
    }

    @Override
    public Observed observe() {
        Observed seen = endpoint.observe();
        readable = seen.placement(List.of(), Optional.empty()).kind() != Placement.Kind.UNKNOWN;
        looked = true;
        return seen;
    }

    @Override
    public Outcome run(Step step) {
        invariants.step(by, pair, step, readable, looked);
        looked = false;
        return endpoint.run(step);
    }

    @Override
    public Preflight preflight(List<Target> hosts) {
        return endpoint.preflight(hosts);
    }

    @Override
    public Duration callTimeout() {
        return endpoint.callTimeout();
    }
}
