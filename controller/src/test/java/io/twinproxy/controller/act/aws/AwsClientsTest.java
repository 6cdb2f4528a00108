package io.twinproxy.controller.act.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.NoEndpoint;
import io.twinproxy.controller.act.command.CommandEndpoint;
import io.twinproxy.controller.act.eni.EniEndpoint;
import io.twinproxy.controller.act.targets.GateEndpoint;
import io.twinproxy.controller.act.targets.TargetGroupEndpoint;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.EndpointSpec;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Script;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

class AwsClientsTest {
    private static EndpointSpec spec(EndpointKind kind) {
        return new EndpointSpec(
                kind,
                Optional.empty(),
                Optional.of(AwsWorld.ENI),
                1,
                Duration.ofSeconds(10),
                Optional.of("arn:aws:elasticloadbalancing:r:1:targetgroup/g/1"),
                false,
                Optional.of("cache-a"),
                Optional.empty(),
                List.of("true"),
                List.of("true"));
    }

    @Test
    void everyCallIsAttemptedOnce() {
        try (AwsWorld world = new AwsWorld()) {
            world.script(Script.error(Action.DESCRIBE_NETWORK_INTERFACES, "InternalError"));
            assertThatThrownBy(() -> world.clients.ec2().describeNetworkInterfaces())
                    .isInstanceOf(SdkException.class);
            world.script(Script.drop(Action.DESCRIBE_NETWORK_INTERFACES));
            assertThatThrownBy(() -> world.clients.ec2().describeNetworkInterfaces())
                    .isInstanceOf(SdkException.class);
            assertThat(world.clients.ec2().describeNetworkInterfaces().networkInterfaces())
                    .isNotEmpty();
        }
    }

    @Test
    void onlyPlainHttpIsTakenForAnEmulator() {
        assertThat(settings("http://127.0.0.1:4566").emulated()).isTrue();
        assertThat(settings("HTTP://emulator:4566").emulated()).isTrue();
        assertThat(settings("https://vpce-1.ec2.eu-west-1.vpce.amazonaws.com").emulated())
                .isFalse();
        assertThat(AwsSettings.of("eu-west-1", Optional.empty()).emulated()).isFalse();
    }

    private static AwsSettings settings(String endpoint) {
        return AwsSettings.of("eu-west-1", Optional.of(URI.create(endpoint)));
    }

    @Test
    void makesEveryKindOfEndpoint() {
        try (AwsWorld world = new AwsWorld()) {
            AwsEndpoints endpoints = AwsEndpoints.of(world.clients, System::nanoTime);
            assertThat(endpoints.of("cache-a", spec(EndpointKind.ENI))).isInstanceOf(EniEndpoint.class);
            assertThat(endpoints.of("cache-a", spec(EndpointKind.TARGET_GROUP)))
                    .isInstanceOf(TargetGroupEndpoint.class);
            assertThat(endpoints.of("cache-a", spec(EndpointKind.TARGET_GROUP_GATE)))
                    .isInstanceOf(GateEndpoint.class);
            assertThat(endpoints.of("cache-a", spec(EndpointKind.COMMAND))).isInstanceOf(CommandEndpoint.class);
        }
    }

    @Test
    void withoutAwsOnlyCommandsWorkAndTheRestSaysWhy() {
        AwsEndpoints endpoints = AwsEndpoints.withoutAws(Duration.ofSeconds(1));
        assertThat(endpoints.of("cache-a", spec(EndpointKind.COMMAND))).isInstanceOf(CommandEndpoint.class);
        Endpoint endpoint = endpoints.of("cache-a", spec(EndpointKind.ENI));
        assertThat(endpoint).isInstanceOf(NoEndpoint.class);
        Placement placement = endpoint.observe().placement(List.of(), Optional.empty());
        assertThat(placement.kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(placement.sentence()).contains("aws.region");
        assertThat(endpoint.preflight(List.of()).general()).hasSize(1);
    }
}
