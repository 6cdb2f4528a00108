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
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/**
 * A target group, or a classic load balancer: moved by registering and deregistering instances. Called by one worker at a
 * time.
 */
public final class TargetGroupEndpoint implements Endpoint {
    private final Registry group;
    private final boolean singleWriterFirst;
    private final Duration callTimeout;

    /** {@code callTimeout} is what the client is set to. */
    public TargetGroupEndpoint(
            ElasticLoadBalancingV2Client elb, String arn, boolean singleWriterFirst, Duration callTimeout) {
        this(new ElbGroup(elb, arn), singleWriterFirst, callTimeout);
    }

    private TargetGroupEndpoint(Registry group, boolean singleWriterFirst, Duration callTimeout) {
        this.group = group;
        this.singleWriterFirst = singleWriterFirst;
        this.callTimeout = callTimeout;
    }

    /** The instances of a classic load balancer, by its name. */
    public static TargetGroupEndpoint classic(
            ElasticLoadBalancingClient elb, String name, boolean singleWriterFirst, Duration callTimeout) {
        return new TargetGroupEndpoint(new ClassicRegistry(elb, name), singleWriterFirst, callTimeout);
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
                        + ", so clients reach both: deregister one" + group.alternative());
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
