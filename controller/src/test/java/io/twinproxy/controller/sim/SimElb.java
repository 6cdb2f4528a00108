package io.twinproxy.controller.sim;

import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.CloudError;
import io.twinproxy.emulator.core.TargetName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ElasticLoadBalancingV2Exception;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/** The SDK's load balancing client over the emulator's core: the production endpoints run on it unchanged. */
final class SimElb implements ElasticLoadBalancingV2Client {
    private final Cloud cloud;
    private final SimCalls calls;

    SimElb(Cloud cloud, SimCalls calls) {
        this.cloud = cloud;
        this.calls = calls;
    }

    @Override
    public DescribeTargetHealthResponse describeTargetHealth(DescribeTargetHealthRequest request) {
        List<TargetHealthDescription> shown = calls.call(
                Action.DESCRIBE_TARGET_HEALTH,
                SimElb::error,
                () -> cloud.describeTargetHealth(request.targetGroupArn(), List.of()).stream()
                        .map(h -> TargetHealthDescription.builder()
                                .target(t ->
                                        t.id(h.target().id()).port(h.target().port()))
                                .targetHealth(s ->
                                        s.state(h.state()).reason(h.reason().isEmpty() ? null : h.reason()))
                                .build())
                        .toList());
        return DescribeTargetHealthResponse.builder()
                .targetHealthDescriptions(shown)
                .build();
    }

    @Override
    public RegisterTargetsResponse registerTargets(RegisterTargetsRequest request) {
        List<TargetName> names = names(request.targets());
        calls.write(Action.REGISTER_TARGETS, "register " + names, SimElb::error, () -> {
            cloud.registerTargets(request.targetGroupArn(), names);
            return true;
        });
        return RegisterTargetsResponse.builder().build();
    }

    @Override
    public DeregisterTargetsResponse deregisterTargets(DeregisterTargetsRequest request) {
        List<TargetName> names = names(request.targets());
        calls.write(Action.DEREGISTER_TARGETS, "deregister " + names, SimElb::error, () -> {
            cloud.deregisterTargets(request.targetGroupArn(), names);
            return true;
        });
        return DeregisterTargetsResponse.builder().build();
    }

    private static List<TargetName> names(List<TargetDescription> targets) {
        return targets.stream()
                .map(t -> new TargetName(t.id(), t.port() == null ? OptionalInt.empty() : OptionalInt.of(t.port())))
                .toList();
    }

    @Override
    public DescribeTargetGroupsResponse describeTargetGroups(DescribeTargetGroupsRequest request) {
        List<TargetGroup> shown = calls.call(
                Action.DESCRIBE_TARGET_GROUPS,
                SimElb::error,
                () -> cloud.describeTargetGroups(request.targetGroupArns(), List.of()).stream()
                        .map(g -> TargetGroup.builder()
                                .targetGroupArn(g.arn())
                                .targetType("instance")
                                .healthCheckEnabled(g.healthCheck().enabled())
                                .healthCheckProtocol(g.healthCheck().protocol())
                                .healthCheckPath(g.healthCheck().path())
                                .build())
                        .toList());
        return DescribeTargetGroupsResponse.builder().targetGroups(shown).build();
    }

    private static RuntimeException error(CloudError e) {
        return ElasticLoadBalancingV2Exception.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(e.code())
                        .errorMessage(Optional.ofNullable(e.getMessage()).orElse(""))
                        .serviceName("ElasticLoadBalancingV2")
                        .build())
                .statusCode(e.httpStatus())
                .message(e.getMessage())
                .build();
    }

    @Override
    public String serviceName() {
        return "elasticloadbalancing";
    }

    @Override
    public void close() {}
}
