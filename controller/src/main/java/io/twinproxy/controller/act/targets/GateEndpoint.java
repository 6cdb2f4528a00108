package io.twinproxy.controller.act.targets;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/**
 * A target group in which both hosts are registered and the agents' {@code /active} answer decides. Its one step is to
 * register a host that is missing. Called by one worker at a time.
 */
public final class GateEndpoint implements Endpoint {
    /** The path whose answer is 200 on the assigned host only. */
    static final String PATH = "/active";

    private final ElbGroup group;
    private final Duration callTimeout;

    /** {@code callTimeout} is what the client is set to. */
    public GateEndpoint(ElasticLoadBalancingV2Client elb, String arn, Duration callTimeout) {
        this.group = new ElbGroup(elb, arn);
        this.callTimeout = callTimeout;
    }

    @Override
    public Observed observe() {
        return new GateState(group.look());
    }

    @Override
    public Outcome run(Step step) {
        return group.run(step);
    }

    @Override
    public Preflight preflight(List<Target> hosts) {
        Findings findings = new Findings();
        Group seen = group.check(hosts, findings);
        if (seen.unreadable().isEmpty()) {
            hosts.stream()
                    .filter(h -> h.instance().isPresent() && seen.of(h).isEmpty())
                    .map(h -> h.host() + " (" + h.instance().get()
                            + ") is not registered in the target group; both hosts should be, for good: registering takes"
                            + " minutes")
                    .forEach(findings::warns);
            group.described(findings).ifPresent(g -> settings(g, findings));
        }
        return findings.preflight();
    }

    private static void settings(TargetGroup group, Findings findings) {
        if (Boolean.FALSE.equals(group.healthCheckEnabled())) {
            findings.bars("health checks of the target group are switched off, and they are the gate: switch them on");
            return;
        }
        String protocol =
                Optional.ofNullable(group.healthCheckProtocolAsString()).orElse("");
        String path = Optional.ofNullable(group.healthCheckPath()).orElse("");
        if (!protocol.startsWith("HTTP") || !path.equals(PATH)) {
            findings.warns("the target group's health check is " + (protocol + " " + path).trim() + "; it must be HTTP "
                    + PATH + " on the agents' health port, or both hosts serve at once");
        }
    }

    @Override
    public Duration callTimeout() {
        return callTimeout;
    }
}
