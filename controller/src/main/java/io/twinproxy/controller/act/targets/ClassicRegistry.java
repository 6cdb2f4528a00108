package io.twinproxy.controller.act.targets;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.controller.act.aws.call.AwsErrors;
import io.twinproxy.controller.act.targets.TargetReading.Health;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.Instance;
import software.amazon.awssdk.services.elasticloadbalancing.model.InstanceState;

/**
 * The instances of a classic load balancer. Registering and deregistering mean the set that results, so either may be
 * repeated; an instance has no port of its own (ELB API reference, 2012-06-01).
 */
final class ClassicRegistry implements Registry {
    private final ElasticLoadBalancingClient elb;
    private final String name;

    ClassicRegistry(ElasticLoadBalancingClient elb, String name) {
        this.elb = elb;
        this.name = name;
    }

    @Override
    public Group look() {
        try {
            return ask();
        } catch (SdkException e) {
            return Group.unreadable(name, unreadable(e));
        }
    }

    private Group ask() {
        return Group.of(
                name,
                elb.describeInstanceHealth(r -> r.loadBalancerName(name)).instanceStates().stream()
                        .map(ClassicRegistry::reading)
                        .toList());
    }

    private String unreadable(SdkException e) {
        return "load balancer " + name + ": " + AwsErrors.sentence(AwsAction.DESCRIBE_INSTANCE_HEALTH, e);
    }

    /**
     * The reason code tells whose doing it is: {@code ELB} while the load balancer has not made up its mind, {@code
     * Instance} when the instance fails its checks or does not run.
     */
    private static TargetReading reading(InstanceState state) {
        String reason = Optional.ofNullable(state.reasonCode())
                .filter(code -> !code.equals("N/A"))
                .orElse("");
        Health health = switch (Optional.ofNullable(state.state()).orElse("")) {
            case "InService" -> Health.HEALTHY;
            case "OutOfService" -> reason.equals("ELB") ? Health.INITIAL : Health.UNHEALTHY;
            default -> Health.OTHER;
        };
        return new TargetReading(Optional.ofNullable(state.instanceId()).orElse(""), Optional.empty(), health, reason);
    }

    @Override
    public Outcome run(Step step) {
        if (step instanceof Register register) {
            return call(
                    step,
                    AwsAction.REGISTER_INSTANCES,
                    () -> elb.registerInstancesWithLoadBalancer(
                            r -> r.loadBalancerName(name).instances(instance(register.target()))));
        } else if (step instanceof Deregister deregister) {
            return call(
                    step,
                    AwsAction.DEREGISTER_INSTANCES,
                    () -> elb.deregisterInstancesFromLoadBalancer(
                            r -> r.loadBalancerName(name).instances(instance(deregister.target()))));
        }
        throw new IllegalArgumentException("'" + step.sentence() + "' is no step of a load balancer");
    }

    private static Instance instance(String id) {
        return Instance.builder().instanceId(id).build();
    }

    private static Outcome call(Step step, AwsAction action, Runnable call) {
        try {
            call.run();
            return Outcome.done("AWS is to " + step.sentence());
        } catch (SdkException e) {
            return AwsErrors.outcome(action, e);
        }
    }

    @Override
    public Group check(List<Target> hosts, Findings findings) {
        findings.identities(hosts);
        try {
            Group seen = ask();
            seen.check(hosts, findings);
            return seen;
        } catch (SdkException e) {
            String sentence = unreadable(e);
            if (AwsErrors.refused(e)) {
                findings.bars(sentence);
            } else {
                findings.unanswered(sentence);
            }
            return Group.unreadable(name, sentence);
        }
    }

    /** A classic load balancer takes instances and nothing else: there is nothing to be set wrongly. */
    @Override
    public void settings(Findings findings) {}

    @Override
    public String alternative() {
        return "";
    }
}
