package io.twinproxy.emulator.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.InvalidTargetException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/** What a controller relies on from any ELBv2 endpoint, asked through the real SDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ElbContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    SdkClients clients;
    ElasticLoadBalancingV2Client elb;
    String group;
    String instance;

    abstract URI endpoint();

    /** Makes checks of targets succeed, where the endpoint checks at all. */
    abstract void answerHealthChecks();

    Deviations deviations() {
        return Deviations.none();
    }

    @BeforeEach
    void world() {
        if (clients == null) {
            clients = new SdkClients(endpoint(), PATIENCE);
        }
        elb = clients.elb;
        var ec2 = clients.ec2;
        String vpc = ec2.createVpc(r -> r.cidrBlock("10.8.0.0/16")).vpc().vpcId();
        String subnet = ec2.createSubnet(
                        r -> r.vpcId(vpc).cidrBlock("10.8.1.0/24").availabilityZone("us-east-1a"))
                .subnet()
                .subnetId();
        instance = ec2.runInstances(r -> r.imageId("ami-12345678")
                        .instanceType(InstanceType.T3_MICRO)
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet))
                .instances()
                .get(0)
                .instanceId();
        String name = "tg-" + Long.toString(System.nanoTime(), 36);
        group = elb.createTargetGroup(r -> r.name(name)
                        .protocol(ProtocolEnum.TCP)
                        .port(22121)
                        .vpcId(vpc)
                        .targetType(TargetTypeEnum.INSTANCE)
                        .healthCheckProtocol(ProtocolEnum.TCP)
                        .healthCheckIntervalSeconds(5)
                        .healthCheckTimeoutSeconds(2)
                        .healthyThresholdCount(2)
                        .unhealthyThresholdCount(2))
                .targetGroups()
                .get(0)
                .targetGroupArn();
        String balancer = elb.createLoadBalancer(r -> r.name("lb" + name.substring(2))
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .subnets(subnet))
                .loadBalancers()
                .get(0)
                .loadBalancerArn();
        elb.createListener(r -> r.loadBalancerArn(balancer)
                .protocol(ProtocolEnum.TCP)
                .port(22121)
                .defaultActions(
                        Action.builder().type("forward").targetGroupArn(group).build()));
        answerHealthChecks();
    }

    @AfterAll
    void closeClients() {
        if (clients != null) {
            clients.close();
        }
    }

    List<TargetHealthDescription> health() {
        return elb.describeTargetHealth(r -> r.targetGroupArn(group)).targetHealthDescriptions();
    }

    void register(int port) {
        elb.registerTargets(r -> r.targetGroupArn(group).targets(target(port)));
    }

    TargetDescription target(int port) {
        return TargetDescription.builder().id(instance).port(port).build();
    }

    private static TargetGroupAttribute delay(String seconds) {
        return TargetGroupAttribute.builder()
                .key("deregistration_delay.timeout_seconds")
                .value(seconds)
                .build();
    }

    @Test
    void registeredTargetBecomesHealthy() {
        register(22121);
        if (!deviations().healthyAtOnce()) {
            assertThat(health().get(0).targetHealth().stateAsString()).isEqualTo("initial");
            assertThat(health().get(0).targetHealth().reasonAsString()).startsWith("Elb.");
        }
        await().pollInterval(POLL)
                .atMost(PATIENCE)
                .until(() -> health().get(0).targetHealth().stateAsString().equals("healthy"));
        assertThat(health().get(0).target().id()).isEqualTo(instance);
        assertThat(health().get(0).target().port()).isEqualTo(22121);
    }

    @Test
    void deregisteredTargetIsNotRegisteredWhenAskedFor() {
        elb.modifyTargetGroupAttributes(r -> r.targetGroupArn(group).attributes(delay("0")));
        register(22121);
        elb.deregisterTargets(r -> r.targetGroupArn(group).targets(target(22121)));
        await().pollInterval(POLL).atMost(PATIENCE).until(() -> health().isEmpty());
        TargetHealthDescription asked = elb.describeTargetHealth(
                        r -> r.targetGroupArn(group).targets(target(22121)))
                .targetHealthDescriptions()
                .get(0);
        assertThat(asked.targetHealth().stateAsString()).isEqualTo("unused");
        assertThat(asked.targetHealth().reasonAsString()).isEqualTo("Target.NotRegistered");
    }

    @Test
    void deregisteringAnUnknownTargetSucceeds() {
        if (deviations().refusesUnknownDeregistration()) {
            assertThatThrownBy(() ->
                            elb.deregisterTargets(r -> r.targetGroupArn(group).targets(target(9))))
                    .isInstanceOf(InvalidTargetException.class);
            return;
        }
        elb.deregisterTargets(r -> r.targetGroupArn(group).targets(target(9)));
        assertThat(health()).isEmpty();
    }

    @Test
    void oneInstanceOnTwoPortsIsTwoTargets() {
        register(22121);
        register(22122);
        assertThat(health()).hasSize(deviations().overwritesSecondPort() ? 1 : 2);
    }

    @Test
    void unknownGroupIsItsOwnException() {
        String missing = group.replace("targetgroup/", "targetgroup/no");
        assertThatThrownBy(() -> elb.describeTargetHealth(r -> r.targetGroupArn(missing)))
                .isInstanceOf(TargetGroupNotFoundException.class);
        assertThatThrownBy(
                        () -> elb.registerTargets(r -> r.targetGroupArn(missing).targets(target(22121))))
                .isInstanceOf(TargetGroupNotFoundException.class);
    }

    @Test
    void stoppedInstanceIsNoTarget() {
        clients.ec2.stopInstances(r -> r.instanceIds(instance));
        await().pollInterval(POLL)
                .atMost(PATIENCE)
                .until(() -> clients.ec2
                        .describeInstances(r -> r.instanceIds(instance))
                        .reservations()
                        .get(0)
                        .instances()
                        .get(0)
                        .state()
                        .nameAsString()
                        .equals("stopped"));
        assertThatThrownBy(() -> register(22121)).isInstanceOf(InvalidTargetException.class);
    }

    @Test
    void groupIsDescribedByArnAndByNameAsItWasMade() {
        var found = elb.describeTargetGroups(r -> r.targetGroupArns(group))
                .targetGroups()
                .get(0);
        assertThat(found.port()).isEqualTo(22121);
        assertThat(found.protocol()).isEqualTo(ProtocolEnum.TCP);
        assertThat(found.healthCheckIntervalSeconds()).isEqualTo(5);
        assertThat(found.healthyThresholdCount()).isEqualTo(2);
        assertThat(found.targetType()).isEqualTo(TargetTypeEnum.INSTANCE);
        assertThat(elb.describeTargetGroups(r -> r.names(found.targetGroupName()))
                        .targetGroups())
                .extracting(g -> g.targetGroupArn())
                .containsExactly(group);
    }

    @Test
    void drainingDelayIsAnAttribute() {
        elb.modifyTargetGroupAttributes(r -> r.targetGroupArn(group).attributes(delay("7")));
        assertThat(elb.describeTargetGroupAttributes(r -> r.targetGroupArn(group))
                        .attributes())
                .anyMatch(a -> a.key().equals("deregistration_delay.timeout_seconds")
                        && a.value().equals("7"));
    }
}
