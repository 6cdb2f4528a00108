package io.twinproxy.controller.act.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.EndpointContract;
import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.AwsEndpoints;
import io.twinproxy.controller.act.aws.AwsWorld;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Script;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An interface with a fallback keeps the contract as one without does; and the last rung, on the emulator. */
class LadderEndpointTest extends EndpointContract {
    private AwsWorld world;
    private Endpoint endpoint;

    @BeforeEach
    void start() throws SettingsException {
        world = new AwsWorld();
        PairSpec spec = PairSpec.parse(
                "pair: cache-a\nendpoint: {kind: eni, network-interface: " + AwsWorld.ENI
                        + ", force-after: 10s, fallback: {ip: " + AwsWorld.FALLBACK + ", subnet: " + AwsWorld.SUBNET
                        + "}}\n",
                "pair.yml");
        endpoint = AwsEndpoints.of(world.clients, System::nanoTime).of("cache-a", spec.endpoint());
    }

    @AfterEach
    void stop() {
        world.close();
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
        world.script(Script.loseReply(Action.DETACH_NETWORK_INTERFACE));
    }

    @Override
    protected void answers(boolean answers) {
        world.settings("outage", String.valueOf(!answers));
    }

    @Override
    protected Outcome.Kind overtaken() {
        return Outcome.Kind.PENDING;
    }

    private Next next(Target wanted, long waited) {
        return endpoint.observe().next(wanted, Duration.ofSeconds(waited));
    }

    private Step step(Target wanted, long waited) {
        return next(wanted, waited).step().orElseThrow();
    }

    private void stuck() {
        world.server.with(c -> {
            c.faults().stickDetach(AwsWorld.ENI);
            return c;
        });
        world.settings("forced-detach-delay", "60m");
    }

    @Test
    void whatNeitherADetachNorAForcedOneFreesIsLeftBehindAndItsAddressLed() {
        stuck();
        assertThat(endpoint.run(step(AwsWorld.B, 0)).kind()).isEqualTo(Outcome.Kind.DONE);
        await().until(() ->
                endpoint.observe().placement(hosts(), Optional.empty()).kind() == Placement.Kind.CHANGING);
        assertThat(next(AwsWorld.B, 9).kind()).isEqualTo(Next.Kind.WAIT);
        Step forced = step(AwsWorld.B, 10);
        assertThat(forced.sentence()).endsWith(", forced");
        assertThat(endpoint.run(forced).kind()).isIn(Outcome.Kind.DONE, Outcome.Kind.PENDING);
        Step last = step(AwsWorld.B, 20);
        assertThat(last.sentence()).isEqualTo("lead 10.0.1.60 to i-0b");
        assertThat(endpoint.run(last).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(world.reached(c -> c.addressHolder(AwsWorld.FALLBACK, AwsWorld.SUBNET)))
                .contains("i-0b");
        assertThat(endpoint.observe().placement(hosts(), Optional.of("proxy-b")).heldBy("proxy-b"))
                .isTrue();
        assertThat(endpoint.observe().state()).contains("leads to i-0b", "not to " + AwsWorld.ENI);
        move(AwsWorld.A);
        assertThat(endpoint.preflight(hosts()).warnings()).anyMatch(s -> s.contains("docs/operating.md"));
    }

    @Test
    void givenBackByHandTheInterfaceMovesAgain() {
        stuck();
        endpoint.run(step(AwsWorld.B, 0));
        await().until(() ->
                endpoint.observe().placement(hosts(), Optional.empty()).kind() == Placement.Kind.CHANGING);
        endpoint.run(step(AwsWorld.B, 20));
        world.settings("forced-detach-delay", "0");
        world.server.with(c -> {
            c.faults().unstick(AwsWorld.ENI);
            return c;
        });
        world.server.with(c -> c.assignPrivateIpAddresses(AwsWorld.ENI, List.of(AwsWorld.FALLBACK), true));
        endpoint.run(step(AwsWorld.B, 10));
        move(AwsWorld.B);
        assertThat(endpoint.observe().state()).contains(AwsWorld.ENI).doesNotContain("not to");
        assertThat(endpoint.preflight(hosts()).sentences()).isEmpty();
    }

    @Test
    void whatBarsTheFallbackAloneIsAWarning() {
        world.server.with(c -> c.assignPrivateIpAddresses(world.own("i-0b"), List.of("10.0.1.70", "10.0.1.71"), false));
        assertThat(endpoint.preflight(hosts()).against("proxy-b")).isEmpty();
        assertThat(endpoint.preflight(hosts()).warnings())
                .anyMatch(s -> s.startsWith("fallback to proxy-b: ") && s.contains("has 3 addresses"));
    }
}
