package io.twinproxy.controller.act;

import io.twinproxy.controller.decide.Placement;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.EndpointSpec;
import io.twinproxy.coordination.record.PairSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One look at an endpoint of each kind that is declared, so that connections and credentials are there before the first
 * failover. These are the looks that such a pair's leader makes anyway: they ask for no permission that it could do
 * without, and a controller that only waits leaves no denied call in the cloud's records.
 */
public final class FirstLooks {
    private FirstLooks() {}

    /** Blocks for a call's time for each kind. Answers what could not be read, as sentences. */
    public static List<String> at(Endpoints endpoints, List<PairSpec> declared) {
        // An operator's command keeps no connection, and is run for nobody's good before there is a move.
        Set<EndpointKind> looked = EnumSet.of(EndpointKind.COMMAND);
        List<String> problems = new ArrayList<>();
        for (PairSpec spec : declared) {
            EndpointSpec endpoint = spec.endpoint();
            if (looked.add(endpoint.kind())) {
                Placement seen = endpoints.of(spec.pair(), endpoint).observe().placement(List.of(), Optional.empty());
                if (seen.kind() == Placement.Kind.UNKNOWN) {
                    problems.add(spec.pair() + ": " + seen.sentence());
                }
            }
        }
        return List.copyOf(problems);
    }
}
