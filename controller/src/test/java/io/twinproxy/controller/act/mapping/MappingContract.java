package io.twinproxy.controller.act.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.EndpointContract;
import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
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

/** What every kind that leads an address keeps beside the contract, through the real SDK against the emulator. */
abstract class MappingContract extends EndpointContract {
    protected AwsWorld world;
    protected MappingEndpoint endpoint;

    @BeforeEach
    void start() {
        world = new AwsWorld();
        endpoint = fresh();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    protected abstract MappingCalls calls(HostInterfaces interfaces);

    /** What leads the address of host a to host b. */
    protected abstract Action leads();

    /** As where an address was taken away by hand, or was never given. */
    protected abstract void leadNowhere();

    /** One that has not learnt anything yet. */
    protected final MappingEndpoint fresh() {
        HostInterfaces interfaces = new HostInterfaces(world.clients.ec2(), 0);
        return new MappingEndpoint(calls(interfaces), interfaces, AwsSettings.CALL_TIMEOUT, System::nanoTime);
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
        world.script(Script.loseReply(leads()));
    }

    @Override
    protected void answers(boolean answers) {
        world.settings("outage", String.valueOf(!answers));
    }

    /** EC2 compares nothing with what it was before: only the lease keeps an old call from being made. */
    @Override
    protected Outcome.Kind overtaken() {
        return Outcome.Kind.DONE;
    }

    protected final Placement placement() {
        return endpoint.observe().placement(hosts(), Optional.of("proxy-a"));
    }

    protected final Step step() {
        return endpoint.observe().next(AwsWorld.B, Duration.ZERO).step().orElseThrow();
    }

    @Test
    void whatLeadsNowhereIsHeldByNobodyAndIsLed() {
        leadNowhere();
        assertThat(placement().kind()).isEqualTo(Placement.Kind.NONE);
        move(AwsWorld.B);
        move(AwsWorld.A);
    }

    @Test
    void aMoveNeedsNothingThatWasLearntBefore() {
        move(AwsWorld.B);
        endpoint = fresh();
        move(AwsWorld.A);
    }

    @Test
    void aRequestThatIsLostIsUnknownAndTheMoveGoesOn() {
        Step step = step();
        world.script(Script.drop(leads()));
        assertThat(endpoint.run(step).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(placement().heldBy("proxy-a")).isTrue();
        move(AwsWorld.B);
    }

    @Test
    void throttledIsPendingAndAsksForRest() {
        Step step = step();
        world.script(Script.error(leads(), "RequestLimitExceeded"));
        Outcome outcome = endpoint.run(step);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.PENDING);
        assertThat(outcome.rest()).isPositive();
        move(AwsWorld.B);
    }

    @Test
    void deniedIsRefusedAndNamesTheAction() {
        Step step = step();
        world.settings("denied-actions", leads().apiName());
        Outcome outcome = endpoint.run(step);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(outcome.sentence()).contains("ec2:" + leads().apiName() + " is not allowed");
        assertThat(placement().heldBy("proxy-a")).isTrue();
    }

    @Test
    void whatAStaleReadAsksForAgainIsNotAskedForAgainAndAgain() {
        Step step = step();
        assertThat(endpoint.run(step).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(endpoint.run(step).kind()).isEqualTo(Outcome.Kind.PENDING);
    }

    @Test
    void arrivesThroughStaleReads() {
        // As a leader does before it moves anything: from then on the hosts' interfaces are known.
        assertThat(endpoint.preflight(hosts()).sentences()).isEmpty();
        world.settings("stale-chance", "0.6", "stale-max", "100ms");
        arrive(AwsWorld.B, step -> step);
        world.settings("stale-chance", "0");
        assertThat(endpoint.observe().next(AwsWorld.B, Duration.ZERO).kind()).isEqualTo(Next.Kind.ARRIVED);
    }

    @Test
    void aHostWhoseInstanceIsGoneIsBarredAndRefused() {
        Target gone = new Target("proxy-g", Optional.of("i-0123456789abcdef0"), Optional.empty());
        Preflight preflight = endpoint.preflight(List.of(AwsWorld.A, gone));
        assertThat(preflight.against("proxy-g"))
                .anyMatch(s -> s.contains("i-0123456789abcdef0") && s.contains("device index 0"));
        assertThat(preflight.against("proxy-a")).isEmpty();
        Step step = endpoint.observe().next(gone, Duration.ZERO).step().orElseThrow();
        Outcome outcome = endpoint.run(step);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(outcome.sentence()).contains("i-0123456789abcdef0");
        assertThat(placement().heldBy("proxy-a")).isTrue();
    }

    @Test
    void aHostThatHasNotSaidItsInstanceIsStuck() {
        Target unsaid = new Target("proxy-b", Optional.empty(), Optional.empty());
        Next next = endpoint.observe().next(unsaid, Duration.ZERO);
        assertThat(next.kind()).isEqualTo(Next.Kind.STUCK);
        assertThat(next.sentence()).contains("agent.yml");
        assertThat(endpoint.preflight(List.of(AwsWorld.A, unsaid)).against("proxy-b"))
                .anyMatch(s -> s.contains("agent.yml"));
    }

    @Test
    void aMachineThatIsNoHostOfThePairIsSaidToHoldIt() {
        move(AwsWorld.B);
        Placement seen = endpoint.observe().placement(List.of(AwsWorld.A), Optional.of("proxy-a"));
        assertThat(seen.kind()).isEqualTo(Placement.Kind.OUTSIDE);
        assertThat(seen.sentence()).contains("i-0b", "no host of this pair");
    }

    @Test
    void aHolderThatIsTerminatedHoldsItNoLonger() {
        endpoint = fresh();
        world.server.with(c -> c.terminateInstances(List.of("i-0a"), false));
        await().until(() -> placement().kind() == Placement.Kind.NONE);
        move(AwsWorld.B);
    }
}
