package io.twinproxy.controller.act.targets;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.controller.act.aws.call.AwsErrors;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/** The calls to one target group, which both kinds of endpoint on it make. Decides nothing. */
final class ElbGroup implements Registry {
    private final ElasticLoadBalancingV2Client elb;
    private final String arn;

    ElbGroup(ElasticLoadBalancingV2Client elb, String arn) {
        this.elb = elb;
        this.arn = arn;
    }

    @Override
    public Group look() {
        try {
            return ask();
        } catch (SdkException e) {
            return Group.unreadable(arn, unreadable(e));
        }
    }

    private Group ask() {
        return Group.of(
                arn,
                elb
                        .describeTargetHealth(DescribeTargetHealthRequest.builder()
                                .targetGroupArn(arn)
                                .build())
                        .targetHealthDescriptions()
                        .stream()
                        .map(ElbGroup::reading)
                        .toList());
    }

    private String unreadable(SdkException e) {
        return arn + ": " + AwsErrors.sentence(AwsAction.DESCRIBE_TARGET_HEALTH, e);
    }

    private static TargetReading reading(TargetHealthDescription described) {
        Optional<TargetDescription> target = Optional.ofNullable(described.target());
        Optional<TargetHealth> health = Optional.ofNullable(described.targetHealth());
        return new TargetReading(
                target.map(TargetDescription::id).orElse(""),
                target.map(TargetDescription::port),
                TargetReading.Health.of(health.map(TargetHealth::stateAsString).orElse("")),
                health.map(TargetHealth::reasonAsString).orElse(""));
    }

    @Override
    public Outcome run(Step step) {
        if (step instanceof Register register) {
            return register(register);
        } else if (step instanceof Deregister deregister) {
            return deregister(deregister);
        }
        throw new IllegalArgumentException("'" + step.sentence() + "' is no step of a target group");
    }

    private Outcome register(Register step) {
        try {
            elb.registerTargets(RegisterTargetsRequest.builder()
                    .targetGroupArn(step.group())
                    .targets(TargetDescription.builder().id(step.target()).build())
                    .build());
            return Outcome.done("AWS is to " + step.sentence());
        } catch (SdkException e) {
            return AwsErrors.outcome(AwsAction.REGISTER_TARGETS, e);
        }
    }

    private Outcome deregister(Deregister step) {
        try {
            TargetDescription.Builder target = TargetDescription.builder().id(step.target());
            step.port().ifPresent(target::port);
            elb.deregisterTargets(DeregisterTargetsRequest.builder()
                    .targetGroupArn(step.group())
                    .targets(target.build())
                    .build());
            return Outcome.done("AWS is to " + step.sentence());
        } catch (SdkException e) {
            return AwsErrors.outcome(AwsAction.DEREGISTER_TARGETS, e);
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
            return Group.unreadable(arn, sentence);
        }
    }

    @Override
    public void settings(Findings findings) {
        var unused = described(findings);
    }

    @Override
    public String alternative() {
        return ", or use the kind target-group-gate";
    }

    /** The group itself, for its settings. */
    Optional<TargetGroup> described(Findings findings) {
        try {
            Optional<TargetGroup> found = elb
                    .describeTargetGroups(DescribeTargetGroupsRequest.builder()
                            .targetGroupArns(arn)
                            .build())
                    .targetGroups()
                    .stream()
                    .findFirst();
            found.flatMap(g -> Optional.ofNullable(g.targetTypeAsString()))
                    .filter(type -> !type.equals("instance"))
                    .ifPresent(type -> findings.bars("the target group takes targets of type " + type
                            + "; hosts are registered by instance id, so it must be of type instance"));
            return found;
        } catch (SdkException e) {
            String sentence = "the settings of the target group could not be checked; "
                    + AwsErrors.sentence(AwsAction.DESCRIBE_TARGET_GROUPS, e);
            if (AwsErrors.refused(e)) {
                findings.warns(sentence);
            } else {
                findings.unanswered(sentence);
            }
            return Optional.empty();
        }
    }
}
