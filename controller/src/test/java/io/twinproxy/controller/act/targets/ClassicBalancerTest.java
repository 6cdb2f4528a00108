package io.twinproxy.controller.act.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.EndpointContract;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.AwsSettings;
import io.twinproxy.controller.act.aws.AwsWorld;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract and the bad days of a classic load balancer, through the real SDK against the emulator. */
class ClassicBalancerTest extends EndpointContract {
    private AwsWorld world;
    private TargetGroupEndpoint endpoint;

    @BeforeEach
    void start() {
        world = new AwsWorld();
        endpoint = endpoint(AwsWorld.CLASSIC, false);
        await().until(() ->
                endpoint.observe().placement(hosts(), Optional.of("proxy-a")).heldBy("proxy-a"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private TargetGroupEndpoint endpoint(String name, boolean singleWriterFirst) {
        return TargetGroupEndpoint.classic(world.clients.classic(), name, singleWriterFirst, AwsSettings.CALL_TIMEOUT);
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
        world.script(Script.loseReply(Action.REGISTER_INSTANCES_WITH_LOAD_BALANCER));
    }

    @Override
    protected void answers(boolean answers) {
        world.settings("outage", String.valueOf(!answers));
    }

    /** A registration overtaken adds its instance once more, beside the holder: the next move takes it out. */
    @Override
    protected Outcome.Kind overtaken() {
        return Outcome.Kind.DONE;
    }

    private List<String> moving(TargetGroupEndpoint by, Target to) {
        endpoint = by;
        List<String> steps = new ArrayList<>();
        move(to, step -> {
            steps.add(step.sentence());
            return step;
        });
        return steps;
    }

    @Test
    void eitherOrderMovesThereAndBack() {
        assertThat(moving(endpoint(AwsWorld.CLASSIC, false), AwsWorld.B))
                .containsExactly("register i-0b", "deregister i-0a");
        assertThat(moving(endpoint(AwsWorld.CLASSIC, true), AwsWorld.A))
                .containsExactly("deregister i-0b", "register i-0a");
    }

    @Test
    void throttledIsPendingAndDeniedIsRefused() {
        Register register = new Register(AwsWorld.CLASSIC, "i-0b");
        world.script(Script.error(Action.REGISTER_INSTANCES_WITH_LOAD_BALANCER, "Throttling"));
        Outcome throttled = endpoint.run(register);
        assertThat(throttled.kind()).isEqualTo(Outcome.Kind.PENDING);
        assertThat(throttled.rest()).isPositive();
        world.settings("denied-actions", "RegisterInstancesWithLoadBalancer");
        Outcome denied = endpoint.run(register);
        assertThat(denied.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(denied.sentence()).contains("elasticloadbalancing:RegisterInstancesWithLoadBalancer is not allowed");
    }

    @Test
    void aWrongNameIsUnreadableAndBarsEverything() {
        TargetGroupEndpoint wrong = endpoint("classic-b", false);
        Placement placement = wrong.observe().placement(hosts(), Optional.empty());
        assertThat(placement.kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(placement.sentence()).contains("classic-b", "no such load balancer");
        assertThat(wrong.preflight(hosts()).general()).anyMatch(s -> s.contains("no such load balancer"));
    }

    @Test
    void anUnknownInstanceIsRefused() {
        assertThat(endpoint.run(new Register(AwsWorld.CLASSIC, "i-0123456789abcdef0"))
                        .kind())
                .isEqualTo(Outcome.Kind.REFUSED);
    }
}
