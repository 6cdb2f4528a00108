package io.twinproxy.controller.sim;

import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.CloudError;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.DeregisterInstancesFromLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancing.model.DeregisterInstancesFromLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeInstanceHealthRequest;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeInstanceHealthResponse;
import software.amazon.awssdk.services.elasticloadbalancing.model.ElasticLoadBalancingException;
import software.amazon.awssdk.services.elasticloadbalancing.model.Instance;
import software.amazon.awssdk.services.elasticloadbalancing.model.InstanceState;
import software.amazon.awssdk.services.elasticloadbalancing.model.RegisterInstancesWithLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancing.model.RegisterInstancesWithLoadBalancerResponse;

/** The SDK's client for classic load balancers over the emulator's core. */
final class SimClassic implements ElasticLoadBalancingClient {
    private final Cloud cloud;
    private final SimCalls calls;

    SimClassic(Cloud cloud, SimCalls calls) {
        this.cloud = cloud;
        this.calls = calls;
    }

    @Override
    public DescribeInstanceHealthResponse describeInstanceHealth(DescribeInstanceHealthRequest request) {
        return calls.call(
                Action.DESCRIBE_INSTANCE_HEALTH,
                SimClassic::error,
                () -> DescribeInstanceHealthResponse.builder()
                        .instanceStates(cloud.describeInstanceHealth(request.loadBalancerName(), List.of()).stream()
                                .map(h -> InstanceState.builder()
                                        .instanceId(h.instanceId())
                                        .state(h.state())
                                        .reasonCode(h.reasonCode())
                                        .build())
                                .toList())
                        .build());
    }

    @Override
    public RegisterInstancesWithLoadBalancerResponse registerInstancesWithLoadBalancer(
            RegisterInstancesWithLoadBalancerRequest request) {
        List<String> ids = ids(request.instances());
        calls.write(
                Action.REGISTER_INSTANCES_WITH_LOAD_BALANCER,
                "register " + ids,
                SimClassic::error,
                () -> cloud.registerInstances(request.loadBalancerName(), ids));
        return RegisterInstancesWithLoadBalancerResponse.builder().build();
    }

    @Override
    public DeregisterInstancesFromLoadBalancerResponse deregisterInstancesFromLoadBalancer(
            DeregisterInstancesFromLoadBalancerRequest request) {
        List<String> ids = ids(request.instances());
        calls.write(
                Action.DEREGISTER_INSTANCES_FROM_LOAD_BALANCER,
                "deregister " + ids,
                SimClassic::error,
                () -> cloud.deregisterInstances(request.loadBalancerName(), ids));
        return DeregisterInstancesFromLoadBalancerResponse.builder().build();
    }

    private static List<String> ids(List<Instance> instances) {
        return instances.stream().map(Instance::instanceId).toList();
    }

    private static RuntimeException error(CloudError e) {
        return ElasticLoadBalancingException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(e.code())
                        .errorMessage(e.getMessage())
                        .serviceName("ElasticLoadBalancing")
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
