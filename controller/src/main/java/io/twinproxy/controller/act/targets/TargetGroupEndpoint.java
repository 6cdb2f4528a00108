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
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/** A target group of an ELBv2 load balancer, moved by registering and deregistering. Called by one worker at a time. */
public final class TargetGroupEndpoint implements Endpoint {
    private final ElbGroup group;
    private final boolean singleWriterFirst;
    private final Duration callTimeout;

    /** {@code callTimeout} is what the client is set to. */
    public TargetGroupEndpoint(
            ElasticLoadBalancingV2Client elb, String arn, boolean singleWriterFirst, Duration callTimeout) {
        this.group = new ElbGroup(elb, arn);
        this.singleWriterFirst = singleWriterFirst;
        this.callTimeout = callTimeout;
    }

    @Override
    public Observed observe() {
        return new TargetsState(group.look(), singleWriterFirst);
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
            List<String> registered = hosts.stream()
                    .filter(h -> !seen.of(h).isEmpty())
                    .map(Target::host)
                    .toList();
            if (registered.size() > 1) {
                findings.warns("registered are " + String.join(" and ", registered)
                        + ", so clients reach both: deregister one, or use the kind target-group-gate");
            }
            group.settings(findings);
        }
        return findings.preflight();
    }

    @Override
    public Duration callTimeout() {
        return callTimeout;
    }
}
