package io.twinproxy.controller.act.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.EndpointContract;
import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.AwsSettings;
import io.twinproxy.controller.act.aws.AwsWorld;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract and the bad days, through the real SDK against the emulator. */
class TargetGroupEndpointTest extends EndpointContract {
    private AwsWorld world;
    private TargetGroupEndpoint endpoint;

    @BeforeEach
    void start() {
        world = new AwsWorld();
        world.registered("i-0a");
        endpoint = endpoint(world.group, false);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private TargetGroupEndpoint endpoint(String arn, boolean singleWriterFirst) {
        return new TargetGroupEndpoint(world.clients.elb(), arn, singleWriterFirst, AwsSettings.CALL_TIMEOUT);
    }

    @Override
    protected Endpoint endpoint() {
        return endpoint;
    }

    @Override
    protected List<Target> hosts() {
        return List.of(AwsWorld.A, AwsWorld.B);
    }

    @Override
    protected void loseTheNextReply() {
        world.script(Script.loseReply(Action.REGISTER_TARGETS));
    }

    @Override
    protected void answers(boolean answers) {
        world.settings("outage", String.valueOf(!answers));
    }

    /** A registration overtaken adds its target once more, beside the holder: the next move takes it out. */
    @Override
    protected Outcome.Kind overtaken() {
        return Outcome.Kind.DONE;
    }

    @Test
    void singleWriterFirstMovesThereAndBackToo() {
        endpoint = endpoint(world.group, true);
        List<String> steps = new ArrayList<>();
        move(AwsWorld.B, step -> {
            steps.add(step.sentence());
            return step;
        });
        assertThat(steps).containsExactly("deregister i-0a:22121", "register i-0b");
        move(AwsWorld.A);
    }

    @Test
    void availabilityFirstRegistersBeforeItDeregisters() {
        List<String> steps = new ArrayList<>();
        move(AwsWorld.B, step -> {
            steps.add(step.sentence());
            return step;
        });
        assertThat(steps).containsExactly("register i-0b", "deregister i-0a:22121");
    }

    @Test
    void aDeadOldTargetDoesNotBlockAMove() {
        world.up("i-0a", false);
        await().until(() -> endpoint.observe().state().contains("unhealthy"));
        move(AwsWorld.B);
        world.server.with(c -> c.terminateInstances(List.of("i-0b"), false));
        world.up("i-0a", true);
        move(AwsWorld.A);
    }

    @Test
    void lostAndThrottledAndDenied() {
        Register register = new Register(world.group, "i-0b");
        Deregister deregister = new Deregister(world.group, "i-0a", Optional.of(AwsWorld.PORT));
        world.script(Script.loseReply(Action.DEREGISTER_TARGETS));
        assertThat(endpoint.run(deregister).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(endpoint.run(deregister).kind()).isEqualTo(Outcome.Kind.DONE);
        world.script(Script.error(Action.REGISTER_TARGETS, "ThrottlingException"));
        Outcome throttled = endpoint.run(register);
        assertThat(throttled.kind()).isEqualTo(Outcome.Kind.PENDING);
        assertThat(throttled.rest()).isPositive();
        world.settings("denied-actions", "RegisterTargets");
        Outcome denied = endpoint.run(register);
        assertThat(denied.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(denied.sentence()).contains("elasticloadbalancing:RegisterTargets is not allowed");
        world.settings("denied-actions", "");
        move(AwsWorld.B);
    }

    @Test
    void arrivesThroughStaleReads() {
        world.settings("stale-chance", "0.6", "stale-max", "100ms");
        arrive(AwsWorld.B, step -> step);
        world.settings("stale-chance", "0");
        assertThat(endpoint.observe().next(AwsWorld.B, Duration.ZERO).kind()).isEqualTo(Next.Kind.ARRIVED);
    }

    @Test
    void aHostThatDoesNotRunIsRefused() {
        world.server.with(c -> c.stopInstances(List.of("i-0b"), false));
        await().until(() -> endpoint.run(new Register(world.group, "i-0b")).kind() == Outcome.Kind.REFUSED);
    }

    @Test
    void aWrongGroupIsUnreadableAndBarsEverything() {
        TargetGroupEndpoint wrong = endpoint(world.group + "0", false);
        Placement placement = wrong.observe().placement(hosts(), Optional.empty());
        assertThat(placement.kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(placement.sentence()).contains(world.group + "0", "no such target group");
        assertThat(wrong.preflight(hosts()).general()).hasSize(1).allMatch(s -> s.contains("no such target group"));
    }

    @Test
    void thePreflightFindsTwoRegisteredAndStrangersAndMissingPermissions() {
        world.registered("i-0b");
        world.registered("i-0f");
        assertThat(endpoint.preflight(hosts()).warnings())
                .anyMatch(s -> s.contains("proxy-a and proxy-b"))
                .anyMatch(s -> s.contains("i-0f"));
        world.settings("denied-actions", "DescribeTargetGroups");
        assertThat(endpoint.preflight(hosts()).warnings())
                .anyMatch(s -> s.contains("elasticloadbalancing:DescribeTargetGroups is not allowed"));
        world.settings("denied-actions", "DescribeTargetHealth");
        assertThat(endpoint.preflight(hosts()).general())
                .anyMatch(s -> s.contains("elasticloadbalancing:DescribeTargetHealth is not allowed"));
    }

    @Test
    void thePreflightFindsHostsWithoutAnInstance() {
        Target unsaid = new Target("proxy-b", Optional.empty(), Optional.empty());
        assertThat(endpoint.preflight(List.of(AwsWorld.A, unsaid)).against("proxy-b"))
                .anyMatch(s -> s.contains("agent.yml"));
    }
}
