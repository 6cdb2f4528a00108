package io.twinproxy.controller.act.eni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.EndpointContract;
import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.AwsClients;
import io.twinproxy.controller.act.aws.AwsSettings;
import io.twinproxy.controller.act.aws.AwsWorld;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Script;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract and the bad days, through the real SDK against the emulator. */
class EniEndpointTest extends EndpointContract {
    private static final EniSpec SPEC = new EniSpec(AwsWorld.ENI, 1, Duration.ofSeconds(10));

    private AwsWorld world;
    private final AtomicLong nanos = new AtomicLong();
    private EniEndpoint endpoint;

    @BeforeEach
    void start() {
        world = new AwsWorld();
        endpoint = endpoint(SPEC);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private EniEndpoint endpoint(EniSpec spec) {
        return new EniEndpoint(world.clients.ec2(), spec, AwsSettings.CALL_TIMEOUT, nanos::get);
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

    private Step detach() {
        return endpoint.observe().next(AwsWorld.B, Duration.ZERO).step().orElseThrow();
    }

    private void detached() {
        assertThat(endpoint.run(detach()).kind()).isEqualTo(Outcome.Kind.DONE);
        await().until(() -> placement() == Placement.Kind.NONE);
    }

    private Placement.Kind placement() {
        return endpoint.observe().placement(hosts(), Optional.empty()).kind();
    }

    @Test
    void readsWhatTravelsWithTheInterface() {
        assertThat(endpoint.observe().interfaceAddress()).contains("10.0.1.100");
        assertThat(endpoint.observe().interfaceMac()).isPresent();
    }

    @Test
    void aLostReplyToAnAttachIsUnknownAndTheMoveGoesOn() {
        detached();
        world.script(Script.loseReply(Action.ATTACH_NETWORK_INTERFACE));
        Step attach = endpoint.observe().next(AwsWorld.B, Duration.ZERO).step().orElseThrow();
        assertThat(endpoint.run(attach).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(endpoint.run(attach).kind()).isEqualTo(Outcome.Kind.PENDING);
        move(AwsWorld.B);
    }

    @Test
    void aRequestThatIsLostIsUnknownAndTheMoveGoesOn() {
        world.script(Script.drop(Action.DETACH_NETWORK_INTERFACE));
        assertThat(endpoint.run(detach()).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(placement()).isEqualTo(Placement.Kind.HELD);
        move(AwsWorld.B);
    }

    @Test
    void aReplyThatIsCutOffIsUnreadableOrUnknown() {
        world.script(Script.truncate(Action.DESCRIBE_NETWORK_INTERFACES));
        assertThat(placement()).isEqualTo(Placement.Kind.UNKNOWN);
        Step step = detach();
        world.script(Script.truncate(Action.DETACH_NETWORK_INTERFACE));
        assertThat(endpoint.run(step).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
    }

    @Test
    void aReplyThatTakesTooLongIsUnknown() {
        AwsSettings hasty = new AwsSettings("us-east-1", Optional.of(world.server.endpoint()), Duration.ofMillis(800));
        try (AwsClients clients = AwsClients.of(hasty)) {
            EniEndpoint slow = new EniEndpoint(clients.ec2(), SPEC, hasty.callTimeout(), nanos::get);
            slow.observe();
            Step step = detach();
            world.script(Script.delay(Action.DETACH_NETWORK_INTERFACE, Duration.ofSeconds(5)));
            Outcome outcome = slow.run(step);
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.UNKNOWN);
            assertThat(outcome.sentence()).contains("ec2:DetachNetworkInterface");
        }
    }

    @Test
    void throttledIsPendingAndAsksForRest() {
        world.script(Script.error(Action.DETACH_NETWORK_INTERFACE, "RequestLimitExceeded"));
        Outcome outcome = endpoint.run(detach());
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.PENDING);
        assertThat(outcome.rest()).isPositive();
        world.script(Script.error(Action.DESCRIBE_NETWORK_INTERFACES, "RequestLimitExceeded"));
        assertThat(placement()).isEqualTo(Placement.Kind.UNKNOWN);
        move(AwsWorld.B);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DetachNetworkInterface", "AttachNetworkInterface"})
    void deniedIsRefusedAndNamesTheAction(String action) {
        Step step = detach();
        if (action.startsWith("Attach")) {
            detached();
            step = endpoint.observe().next(AwsWorld.B, Duration.ZERO).step().orElseThrow();
        }
        world.settings("denied-actions", action);
        Outcome outcome = endpoint.run(step);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(outcome.sentence()).contains("ec2:" + action);
    }

    @Test
    void arrivesThroughStaleReads() {
        world.settings("stale-chance", "0.6", "stale-max", "100ms");
        arrive(AwsWorld.B, step -> step);
        world.settings("stale-chance", "0");
        assertThat(endpoint.observe().next(AwsWorld.B, Duration.ZERO).kind()).isEqualTo(Next.Kind.ARRIVED);
    }

    @Test
    void aDetachThatSticksIsForcedAndNotAskedForAgainAndAgain() {
        world.server.with(c -> {
            c.faults().stickDetach(AwsWorld.ENI);
            return c;
        });
        world.settings("forced-detach-delay", "300ms");
        assertThat(endpoint.run(detach()).kind()).isEqualTo(Outcome.Kind.DONE);
        await().until(() -> placement() == Placement.Kind.CHANGING);
        assertThat(endpoint.observe().next(AwsWorld.B, Duration.ofSeconds(9)).kind())
                .isEqualTo(Next.Kind.WAIT);
        Step forced = endpoint.observe()
                .next(AwsWorld.B, Duration.ofSeconds(10))
                .step()
                .orElseThrow();
        assertThat(endpoint.run(forced).kind()).isEqualTo(Outcome.Kind.DONE);
        Outcome again = endpoint.run(forced);
        assertThat(again.kind()).isEqualTo(Outcome.Kind.PENDING);
        assertThat(again.code()).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(endpoint.run(forced).kind()).isIn(Outcome.Kind.DONE, Outcome.Kind.PENDING);
        move(AwsWorld.B);
    }

    @Test
    void anOccupiedDeviceIndexIsToldApartFromAnInterfaceInUse() {
        detached();
        world.server.with(c -> c.setup().networkInterface("eni-0d", "subnet-0a", "10.0.1.101"));
        world.server.with(c -> c.setup().attach("eni-0d", "i-0b", 1));
        Outcome occupied = endpoint.run(new Attach(AwsWorld.ENI, "i-0b", 1, 0));
        assertThat(occupied.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(occupied.sentence()).contains("device index 1", "i-0b", "eni-0d");
        move(AwsWorld.A);
        world.settings("in-use-error", "invalid-parameter");
        assertThat(endpoint.run(new Attach(AwsWorld.ENI, "i-0a", 1, 0)).kind()).isEqualTo(Outcome.Kind.PENDING);
    }

    @Test
    void hasTheInterfaceOutliveItsInstance() {
        doom();
        Next next = endpoint.observe().next(AwsWorld.A, Duration.ZERO);
        assertThat(next.step()).containsInstanceOf(KeepOnTermination.class);
        world.settings("denied-actions", "ModifyNetworkInterfaceAttribute");
        assertThat(endpoint.run(next.step().orElseThrow()).kind()).isEqualTo(Outcome.Kind.PENDING);
        world.settings("denied-actions", "");
        assertThat(endpoint.run(next.step().orElseThrow()).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(endpoint.observe().next(AwsWorld.A, Duration.ZERO).kind()).isEqualTo(Next.Kind.ARRIVED);
    }

    private void doom() {
        String attachment =
                ((EniState) endpoint.observe()).attachment().orElseThrow().id();
        world.server.with(c -> {
            c.modifyNetworkInterfaceAttribute(AwsWorld.ENI, attachment, true, false);
            return c;
        });
    }

    @Test
    void aWrongIdIsUnreadableAndBarsEverything() {
        EniEndpoint wrong = endpoint(new EniSpec("eni-0123456789abcdef0", 1, Duration.ofSeconds(10)));
        Placement placement = wrong.observe().placement(hosts(), Optional.empty());
        assertThat(placement.kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(placement.sentence()).contains("eni-0123456789abcdef0", "no such network interface");
        assertThat(wrong.preflight(hosts()).general()).hasSize(1).allMatch(s -> s.contains("eni-0123456789abcdef0"));
    }

    @Test
    void thePreflightFindsAHostInAnotherZone() {
        assertThat(endpoint.preflight(List.of(AwsWorld.A, AwsWorld.FAR)).against("proxy-f"))
                .anyMatch(s -> s.contains("us-east-1b") && s.contains("us-east-1a"));
    }

    @Test
    void thePreflightFindsATakenIndexAndAFullInstance() {
        world.server.with(c -> c.setup().networkInterface("eni-0d", "subnet-0a", "10.0.1.101"));
        world.server.with(c -> c.setup().attach("eni-0d", "i-0b", 1));
        assertThat(endpoint.preflight(hosts()).against("proxy-b"))
                .anyMatch(s -> s.contains("device index 1") && s.contains("eni-0d"))
                .anyMatch(s -> s.contains("2 interfaces, as many as its type small"));
        assertThat(endpoint.preflight(hosts()).against("proxy-a")).isEmpty();
    }

    @Test
    void thePreflightFindsMissingPermissions() {
        world.settings("denied-actions", "AttachNetworkInterface");
        assertThat(endpoint.preflight(hosts()).against("proxy-b"))
                .hasSize(1)
                .allMatch(s -> s.contains("ec2:AttachNetworkInterface is not allowed"));
        world.settings("denied-actions", "DetachNetworkInterface");
        assertThat(endpoint.preflight(hosts()).general())
                .hasSize(1)
                .allMatch(s -> s.contains("ec2:DetachNetworkInterface is not allowed"));
        world.settings("denied-actions", "DescribeInstanceTypes");
        assertThat(endpoint.preflight(hosts()).against("proxy-b")).isEmpty();
        assertThat(endpoint.preflight(hosts()).warnings())
                .hasSize(1)
                .allMatch(s -> s.contains("ec2:DescribeInstanceTypes"));
        world.settings("denied-actions", "DescribeInstances");
        assertThat(endpoint.preflight(hosts()).against("proxy-b")).isEmpty();
        assertThat(endpoint.preflight(hosts()).warnings()).allMatch(s -> s.contains("ec2:DescribeInstances"));
        world.settings("denied-actions", "DescribeNetworkInterfaces");
        assertThat(endpoint.preflight(hosts()).general()).hasSize(1);
    }

    @Test
    void aPreflightWithoutAnAnswerSaysSoAndBarsNothing() {
        world.settings("error-chance", "1");
        Preflight found = endpoint.preflight(hosts());
        assertThat(found.answered()).isFalse();
        assertThat(found.against("proxy-b")).isEmpty();
        assertThat(found.warnings()).isNotEmpty();
        world.settings("error-chance", "0");
        assertThat(endpoint.preflight(hosts())).isEqualTo(Preflight.CLEAR);
    }

    @Test
    void thePreflightLooksAtTheStateInADryRunToo() {
        world.settings("dry-run-validates-state", "true");
        assertThat(endpoint.preflight(hosts()).sentences()).isEmpty();
    }

    @Test
    void thePreflightFindsAHostThatDoesNotRunOrIsNotThere() {
        world.server.with(c -> c.stopInstances(List.of("i-0b"), false));
        await().until(() ->
                endpoint.preflight(hosts()).against("proxy-b").contains("instance i-0b is stopped, not running"));
        Target gone = new Target("proxy-b", Optional.of("i-0123456789abcdef0"), Optional.empty());
        assertThat(endpoint.preflight(List.of(AwsWorld.A, gone)).against("proxy-b"))
                .anyMatch(s -> s.contains("i-0123456789abcdef0") && s.contains("no such instance"));
    }

    @Test
    void thePreflightFindsHostsWithoutAnInstanceOrWithTheSame() {
        Target unsaid = new Target("proxy-b", Optional.empty(), Optional.empty());
        assertThat(endpoint.preflight(List.of(AwsWorld.A, unsaid)).against("proxy-b"))
                .anyMatch(s -> s.contains("agent.yml"));
        Target same = new Target("proxy-b", Optional.of("i-0a"), Optional.empty());
        Preflight both = endpoint.preflight(List.of(AwsWorld.A, same));
        assertThat(both.against("proxy-a"))
                .isEqualTo(both.against("proxy-b"))
                .anyMatch(s -> s.contains("proxy-a and proxy-b") && s.contains("i-0a"));
        assertThat(both.general()).isEmpty();
    }

    @Test
    void thePreflightWarnsOfAnInterfaceThatWouldEndWithItsInstance() {
        doom();
        assertThat(endpoint.preflight(hosts()).warnings()).hasSize(1).allMatch(s -> s.contains("DeleteOnTermination"));
    }

    @Test
    void aPrimaryInterfaceCannotMove() {
        String primary = world.server.with(c -> c.describeInstances("i-0a")).get(0).networkInterfaces().stream()
                .map(i -> i.networkInterfaceId())
                .filter(id -> !id.equals(AwsWorld.ENI))
                .findFirst()
                .orElseThrow();
        EniEndpoint wrong = endpoint(new EniSpec(primary, 1, Duration.ofSeconds(10)));
        assertThat(wrong.observe().next(AwsWorld.B, Duration.ZERO).kind()).isEqualTo(Next.Kind.STUCK);
        assertThat(wrong.preflight(hosts()).general()).anyMatch(s -> s.contains("primary interface of i-0a"));
    }

    @Test
    void nothingListeningIsUnknown() {
        URI nobody = world.server.endpoint();
        world.server.close();
        try (AwsClients clients = AwsClients.of(AwsSettings.of("us-east-1", Optional.of(nobody)))) {
            EniEndpoint alone = new EniEndpoint(clients.ec2(), SPEC, AwsSettings.CALL_TIMEOUT, nanos::get);
            assertThat(alone.observe().placement(hosts(), Optional.empty()).kind())
                    .isEqualTo(Placement.Kind.UNKNOWN);
            assertThat(alone.run(new Detach("eni-attach-1", false)).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
        }
    }
}
