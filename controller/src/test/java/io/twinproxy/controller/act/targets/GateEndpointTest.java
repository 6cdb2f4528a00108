package io.twinproxy.controller.act.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.AwsSettings;
import io.twinproxy.controller.act.aws.AwsWorld;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Script;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Through the real SDK against the emulator, whose health checks ask the two hosts over HTTP. */
class GateEndpointTest {
    private static final List<Target> HOSTS = List.of(AwsWorld.A, AwsWorld.B);

    private AwsWorld world;
    private GateEndpoint endpoint;

    @BeforeEach
    void start() {
        world = new AwsWorld();
        world.registered("i-0a");
        world.registered("i-0b");
        world.up("i-0b", false);
        endpoint = new GateEndpoint(world.clients.elb(), world.group, AwsSettings.CALL_TIMEOUT);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private Next next(Target wanted) {
        return endpoint.observe().next(wanted, Duration.ZERO);
    }

    @Test
    void followsTheHealthChecksWithoutAnyCall() {
        await().until(() -> next(AwsWorld.A).kind() == Next.Kind.ARRIVED);
        assertThat(next(AwsWorld.B).kind()).isEqualTo(Next.Kind.WAIT);
        world.up("i-0a", false);
        world.up("i-0b", true);
        await().until(() -> next(AwsWorld.B).kind() == Next.Kind.ARRIVED);
        assertThat(endpoint.observe().placement(HOSTS, Optional.of("proxy-b")).heldBy("proxy-b"))
                .isTrue();
    }

    @Test
    void registersAHostThatIsMissingOnceOrTwice() {
        assertThat(endpoint.run(new Deregister(world.group, "i-0b", Optional.of(AwsWorld.PORT)))
                        .kind())
                .isEqualTo(Outcome.Kind.DONE);
        assertThat(endpoint.preflight(HOSTS).warnings()).anyMatch(s -> s.contains("proxy-b (i-0b) is not registered"));
        Step step = next(AwsWorld.B).step().orElseThrow();
        assertThat(endpoint.run(step).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(endpoint.run(step).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(next(AwsWorld.B).kind()).isEqualTo(Next.Kind.WAIT);
        world.script(Script.loseReply(Action.REGISTER_TARGETS));
        assertThat(endpoint.run(step).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
    }

    @Test
    void noAnswerIsAnObservation() {
        world.settings("outage", "true");
        assertThat(endpoint.observe().placement(HOSTS, Optional.of("proxy-a")).kind())
                .isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(endpoint.preflight(HOSTS).general()).isEmpty();
        assertThat(endpoint.preflight(HOSTS).warnings()).isNotEmpty();
    }

    @Test
    void thePreflightFindsNothingWhereAllIsWell() {
        assertThat(endpoint.preflight(HOSTS).sentences()).isEmpty();
    }
}
