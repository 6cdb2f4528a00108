package io.twinproxy.controller.rehearse;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.AwsClients;
import io.twinproxy.controller.act.aws.AwsEndpoints;
import io.twinproxy.controller.act.aws.RehearsedCloud;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.settings.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One look, one preflight and one step of each kind of endpoint, so that no class of the SDK is loaded at the moment of a
 * failover. The moves of a rehearsal are of one kind; what the kinds share is compiled there. One thread.
 */
final class EveryKind {
    private static final String GROUP =
            "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/rehearsal/0000000000000000";
    private static final List<String> ENDPOINTS = List.of(
            "{kind: eni, network-interface: " + RehearsedCloud.INTERFACE + "}",
            "{kind: secondary-ip, ip: 192.0.2.5, subnet: subnet-0}",
            "{kind: elastic-ip, allocation: eipalloc-0}",
            "{kind: route, ip: 198.51.100.5, route-tables: [rtb-0]}",
            "{kind: target-group, target-group: '" + GROUP + "'}",
            "{kind: target-group-gate, target-group: '" + GROUP + "'}",
            "{kind: classic-elb, load-balancer: rehearsal}");

    private EveryKind() {}

    /** What came of the step of each kind, by its word. */
    static SortedMap<String, Outcome> play(AwsClients clients) {
        SortedMap<String, Outcome> outcomes = new TreeMap<>();
        for (String endpoint : ENDPOINTS) {
            PairSpec spec = spec(endpoint);
            Endpoint played = AwsEndpoints.of(clients, () -> 0).of(spec.pair(), spec.endpoint());
            step(played).ifPresent(o -> outcomes.put(spec.endpoint().kind().word(), o));
        }
        return outcomes;
    }

    private static Optional<Outcome> step(Endpoint endpoint) {
        List<Target> hosts = RehearsedCloud.INSTANCES.stream()
                .map(i -> new Target("host-" + i, Optional.of(i), Optional.of("rehearsal")))
                .toList();
        var unused = endpoint.preflight(hosts);
        Next next = endpoint.observe().next(hosts.get(1), Duration.ZERO);
        return next.step().map(endpoint::run);
    }

    private static PairSpec spec(String endpoint) {
        try {
            return PairSpec.parse("{pair: rehearsal, endpoint: " + endpoint + "}", "the rehearsal");
        } catch (SettingsException e) {
            throw new IllegalStateException("the rehearsal's own pairs are not right", e);
        }
    }
}
