package io.twinproxy.emulator.core;

import static io.twinproxy.emulator.core.Grade.ASSUMED;
import static io.twinproxy.emulator.core.Grade.DOCUMENTED;
import static io.twinproxy.emulator.core.Grade.REPORTED;
import static io.twinproxy.emulator.core.VirtualWorld.ELSEWHERE;
import static io.twinproxy.emulator.core.VirtualWorld.ENI;
import static io.twinproxy.emulator.core.VirtualWorld.FIRST;
import static io.twinproxy.emulator.core.VirtualWorld.SECOND;
import static io.twinproxy.emulator.core.VirtualWorld.code;
import static io.twinproxy.emulator.core.VirtualWorld.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.emulator.core.Probe.Result;
import io.twinproxy.emulator.core.TargetGroup.TargetType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a target goes through, and where traffic goes meanwhile. */
class TargetRulesTest {
    private static final String BALANCER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/lb/1";
    private static final TargetGroup GROUP = TargetGroup.tcp("proxies", 22121, TargetType.INSTANCE)
            .withHealthCheck(HealthCheckSettings.tcp()
                    .every(Duration.ofSeconds(5), Duration.ofSeconds(2))
                    .thresholds(2, 2))
            .draining(Duration.ofSeconds(20), false)
            .behind(List.of(BALANCER));
    private static final TargetId ON_FIRST = new TargetId(FIRST, 22121);
    private static final TargetId ON_SECOND = new TargetId(SECOND, 22121);

    private final VirtualWorld world = new VirtualWorld(plain().with("registration-delay", "90s", "checkers", "3"));
    private final Cloud cloud = world.cloud;
    private final SortedMap<String, Result> answers = new TreeMap<>();
    private int probes;

    private void group(TargetGroup group) {
        cloud.setup()
                .loadBalancer(
                        new LoadBalancer(BALANCER, "lb", List.of("us-east-1a", "us-east-1b"), List.of("10.0.1.250")))
                .targetGroup(group);
    }

    /** Lets time pass second by second, answering every check that is due. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds * 4; i++) {
            world.pass(Duration.ofMillis(250));
            for (Probe probe : cloud.takeProbes()) {
                probes++;
                Optional.ofNullable(answers.getOrDefault(probe.target().id(), Result.OK))
                        .filter(r -> r != Result.TIMEOUT)
                        .ifPresent(r -> cloud.probed(probe, r));
            }
        }
    }

    private void register(String... ids) {
        for (String id : ids) {
            cloud.registerTargets(GROUP.arn(), List.of(TargetName.of(id)));
        }
    }

    private void deregister(String id) {
        cloud.deregisterTargets(GROUP.arn(), List.of(TargetName.of(id)));
    }

    private String health(String id) {
        TargetHealth health = cloud.describeTargetHealth(GROUP.arn(), List.of(TargetName.of(id)))
                .get(0);
        return health.state() + "/" + health.reason();
    }

    private List<TargetId> accepting() {
        return cloud.routing(GROUP.arn()).accepting().stream()
                .map(Routing.Destination::target)
                .toList();
    }

    private void bothHealthy(TargetGroup group) {
        group(group);
        cloud.setup().target(group.arn(), ON_FIRST).target(group.arn(), ON_SECOND);
        pass(6);
        assertThat(accepting()).containsExactly(ON_FIRST, ON_SECOND);
    }

    @Test
    @Rule(number = 32, grade = DOCUMENTED)
    void registeredTargetGoesThroughRegistrationAndFirstChecksToHealthy() {
        group(GROUP);
        register(FIRST);
        assertThat(health(FIRST)).isEqualTo("initial/Elb.RegistrationInProgress");
        pass(89);
        assertThat(health(FIRST)).isEqualTo("initial/Elb.RegistrationInProgress");
        pass(2);
        assertThat(health(FIRST)).isEqualTo("initial/Elb.InitialHealthChecking");
        pass(10);
        assertThat(health(FIRST)).isEqualTo("healthy/");
    }

    @Test
    @Rule(number = 33, grade = DOCUMENTED)
    void onlyRunningInstancesOfAKnownGroupWithinItsLimitAreRegistered() {
        group(GROUP);
        assertThat(code(() -> cloud.registerTargets("arn:none", List.of(TargetName.of(FIRST)))))
                .isEqualTo("TargetGroupNotFound");
        cloud.stopInstances(List.of(FIRST), false);
        assertThat(code(() -> register(FIRST))).isEqualTo("InvalidTarget");
        cloud.settings(cloud.settings().with("targets-max", "1"));
        register(SECOND);
        assertThat(code(() -> register(ELSEWHERE))).isEqualTo("TooManyTargets");
    }

    @Test
    @Rule(number = 34, grade = ASSUMED)
    void registeringAgainChangesNothing() {
        bothHealthy(GROUP);
        register(FIRST);
        assertThat(health(FIRST)).isEqualTo("healthy/");
    }

    @Test
    @Rule(number = 35, grade = DOCUMENTED)
    void idAndPortTogetherAreTheKey() {
        group(GROUP);
        cloud.registerTargets(GROUP.arn(), List.of(TargetName.of(FIRST), TargetName.of(FIRST, 9)));
        assertThat(cloud.describeTargetHealth(GROUP.arn(), List.of())).hasSize(2);
        deregister(FIRST);
        cloud.describeTargetHealth(GROUP.arn(), List.of());
        assertThat(cloud.describeTargetHealth(GROUP.arn(), List.of(TargetName.of(FIRST, 9)))
                        .get(0)
                        .state())
                .isEqualTo("initial");
        assertThat(health(FIRST)).startsWith("draining");
    }

    @Test
    @Rule(number = 36, grade = DOCUMENTED)
    void deregisteringAnUnknownTargetSucceeds() {
        group(GROUP);
        assertThat(code(() -> deregister("i-01234567"))).isEqualTo("success");
    }

    @Test
    @Rule(number = 37, grade = DOCUMENTED)
    void deregisteredTargetDrainsAndIsThenOnlyKnownWhenAskedFor() {
        bothHealthy(GROUP);
        deregister(FIRST);
        assertThat(health(FIRST)).isEqualTo("draining/Target.DeregistrationInProgress");
        assertThat(accepting()).containsExactly(ON_SECOND);
        pass(20);
        assertThat(health(FIRST)).isEqualTo("unused/Target.NotRegistered");
        assertThat(cloud.describeTargetHealth(GROUP.arn(), List.of()))
                .extracting(TargetHealth::target)
                .containsExactly(ON_SECOND);
    }

    @Test
    @Rule(number = 37, grade = DOCUMENTED)
    void aCheckThatTimesOutAfterwardsDoesNotBringADeregisteredTargetBack() {
        bothHealthy(GROUP);
        world.pass(Duration.ofSeconds(5));
        deregister(FIRST);
        world.pass(Duration.ofSeconds(3));
        assertThat(health(FIRST)).isEqualTo("draining/Target.DeregistrationInProgress");
    }

    @Test
    @Rule(number = 38, grade = ASSUMED)
    void registeringWhileDrainingBeginsAgainOrResumesAsSet() {
        bothHealthy(GROUP);
        deregister(FIRST);
        register(FIRST);
        assertThat(health(FIRST)).isEqualTo("initial/Elb.RegistrationInProgress");
        cloud.settings(cloud.settings().with("register-while-draining", "resumes"));
        deregister(SECOND);
        register(SECOND);
        assertThat(health(SECOND)).isEqualTo("healthy/");
        pass(30);
        assertThat(health(SECOND)).isEqualTo("healthy/");
    }

    @Test
    @Rule(number = 39, grade = DOCUMENTED)
    void targetsThatCannotBeUsedSayWhy() {
        group(GROUP.behind(List.of()));
        register(FIRST);
        assertThat(health(FIRST)).isEqualTo("unused/Target.NotInUse");
        cloud.createListener(BALANCER, GROUP.arn());
        assertThat(health(FIRST)).isEqualTo("initial/Elb.RegistrationInProgress");
        cloud.stopInstances(List.of(FIRST), false);
        assertThat(health(FIRST)).isEqualTo("unused/Target.InvalidState");
        TargetGroup byAddress =
                TargetGroup.tcp("addresses", 1, TargetType.IP).withArn("arn:ip").behind(List.of(BALANCER));
        cloud.setup().targetGroup(byAddress);
        cloud.registerTargets("arn:ip", List.of(TargetName.of("10.0.1.250")));
        assertThat(cloud.describeTargetHealth("arn:ip", List.of()).get(0).reason())
                .isEqualTo("Target.IpUnusable");
        TargetGroup oneZone = GROUP.withArn("arn:zone").acrossZones(false, List.of("us-east-1b"));
        cloud.setup().targetGroup(oneZone);
        cloud.registerTargets("arn:zone", List.of(TargetName.of(SECOND)));
        assertThat(cloud.describeTargetHealth("arn:zone", List.of()).get(0).reason())
                .isEqualTo("Target.NotInUse");
    }

    @Test
    @Rule(number = 40, grade = DOCUMENTED)
    void unhealthyTargetSaysHowItsChecksFailed() {
        bothHealthy(GROUP);
        for (Result result : List.of(Result.FAILED, Result.TIMEOUT, Result.MISMATCH)) {
            answers.put(FIRST, result);
            pass(20);
            assertThat(health(FIRST)).isEqualTo("unhealthy/" + result.reason());
            answers.put(FIRST, Result.OK);
            pass(20);
            assertThat(health(FIRST)).isEqualTo("healthy/");
        }
    }

    @Test
    @Rule(number = 40, grade = DOCUMENTED)
    void uncheckedTargetIsUnavailableAndUnhealthyOnesMayDrain() {
        group(GROUP.withHealthCheck(GROUP.healthCheck().disabled()));
        register(FIRST);
        pass(91);
        assertThat(health(FIRST)).isEqualTo("unavailable/Target.HealthCheckDisabled");
        assertThat(accepting()).containsExactly(ON_FIRST);
        TargetGroup draining = GROUP.withArn("arn:draining").whenUnhealthy(false, Duration.ofSeconds(30));
        cloud.setup().targetGroup(draining).target("arn:draining", ON_SECOND).target("arn:draining", ON_FIRST);
        answers.put(SECOND, Result.FAILED);
        pass(15);
        assertThat(cloud.describeTargetHealth("arn:draining", List.of(TargetName.of(SECOND)))
                        .get(0)
                        .state())
                .isEqualTo("unhealthy.draining");
        assertThat(world.events).doesNotContain("reset " + ON_SECOND);
        pass(30);
        assertThat(cloud.describeTargetHealth("arn:draining", List.of(TargetName.of(SECOND)))
                        .get(0)
                        .state())
                .isEqualTo("unhealthy");
        assertThat(world.events).contains("reset " + ON_SECOND);
    }

    @Test
    @Rule(number = 41, grade = DOCUMENTED)
    void severalCheckersProbeAndAMajorityDecidesByThresholds() {
        bothHealthy(GROUP);
        probes = 0;
        pass(50);
        assertThat(probes).as("two targets, three checkers, ten intervals").isBetween(58, 62);
        answers.put(FIRST, Result.FAILED);
        pass(5);
        assertThat(health(FIRST)).as("one failure each is below the threshold").isEqualTo("healthy/");
        pass(6);
        assertThat(health(FIRST)).startsWith("unhealthy/");
    }

    @Test
    @Rule(number = 42, grade = DOCUMENTED)
    void everyTargetReceivesTrafficWhenNoneIsHealthy() {
        bothHealthy(GROUP);
        answers.put(FIRST, Result.FAILED);
        pass(15);
        assertThat(accepting()).containsExactly(ON_SECOND);
        answers.put(SECOND, Result.FAILED);
        pass(15);
        assertThat(accepting()).containsExactly(ON_FIRST, ON_SECOND);
        assertThat(cloud.routing(GROUP.arn()).failOpen()).isTrue();
    }

    @Test
    @Rule(number = 43, grade = DOCUMENTED)
    void turningUnhealthyResetsConnectionsExceptWhenFailingOpen() {
        bothHealthy(GROUP);
        answers.put(FIRST, Result.FAILED);
        pass(15);
        assertThat(world.events).containsExactly("reset " + ON_FIRST);
        answers.put(SECOND, Result.FAILED);
        pass(15);
        assertThat(world.events).doesNotContain("reset " + ON_SECOND);
    }

    @Test
    @Rule(number = 44, grade = DOCUMENTED)
    void drainingKeepsConnectionsAndTerminationEndsThemWithTheDelay() {
        bothHealthy(GROUP);
        deregister(FIRST);
        pass(100);
        assertThat(world.events).isEmpty();
        cloud.modifyTargetGroupAttributes(GROUP.draining(Duration.ofSeconds(5), true));
        cloud.setup().target(GROUP.arn(), ON_FIRST);
        deregister(FIRST);
        pass(4);
        assertThat(world.events).isEmpty();
        pass(1);
        assertThat(world.events).containsExactly("reset " + ON_FIRST);
    }

    @Test
    @Rule(number = 45, grade = REPORTED)
    void newConnectionsReachARemovedTargetForAWhile() {
        cloud.settings(cloud.settings().with("removed-lingers", "8s"));
        bothHealthy(GROUP);
        deregister(FIRST);
        pass(7);
        assertThat(accepting()).containsExactly(ON_SECOND, ON_FIRST);
        pass(2);
        assertThat(accepting()).containsExactly(ON_SECOND);
    }

    @Test
    @Rule(number = 46, grade = DOCUMENTED)
    void instanceTargetIsThePrimaryAddressAndAnAddressTargetIsWhereverItsInterfaceIs() {
        cloud.settings(cloud.settings().with("registration-delay", "0"));
        bothHealthy(GROUP);
        assertThat(cloud.routing(GROUP.arn()).accepting().get(0).instanceId()).contains(FIRST);
        TargetGroup byAddress = TargetGroup.tcp("addresses", 22121, TargetType.IP)
                .withArn("arn:ip")
                .behind(List.of(BALANCER));
        cloud.setup().targetGroup(byAddress).target("arn:ip", new TargetId("10.0.1.100", 22121));
        assertThat(cloud.routing("arn:ip").accepting().get(0).instanceId()).isEmpty();
        String id = world.attached(FIRST);
        assertThat(cloud.routing("arn:ip").accepting().get(0).instanceId()).contains(FIRST);
        cloud.detachNetworkInterface(id, false);
        assertThat(cloud.holder(ENI)).isEmpty();
        world.seconds(4);
        world.attached(SECOND);
        assertThat(cloud.routing("arn:ip").accepting().get(0).instanceId()).contains(SECOND);
    }

    @Test
    @Rule(number = 47, grade = DOCUMENTED)
    void zoneWithoutAHealthyTargetLeavesTheNameUnlessCrossZoneIsOn() {
        group(GROUP);
        TargetId away = new TargetId(ELSEWHERE, 22121);
        cloud.setup().target(GROUP.arn(), ON_FIRST).target(GROUP.arn(), away);
        assertThat(cloud.zonesInDns(BALANCER)).containsExactly("us-east-1a", "us-east-1b");
        answers.put(ELSEWHERE, Result.FAILED);
        pass(15);
        assertThat(cloud.zonesInDns(BALANCER)).containsExactly("us-east-1a");
        cloud.modifyTargetGroupAttributes(GROUP.acrossZones(true, List.of()));
        assertThat(cloud.zonesInDns(BALANCER)).containsExactly("us-east-1a", "us-east-1b");
    }

    @Test
    @Rule(number = 48, grade = DOCUMENTED)
    void targetCannotReachItselfWhileClientAddressesArePreserved() {
        bothHealthy(GROUP);
        assertThat(cloud.reaches(GROUP.arn(), FIRST, ON_FIRST)).isFalse();
        assertThat(cloud.reaches(GROUP.arn(), FIRST, ON_SECOND)).isTrue();
        cloud.modifyTargetGroupAttributes(GROUP.preservingClientIp(false));
        assertThat(cloud.reaches(GROUP.arn(), FIRST, ON_FIRST)).isTrue();
    }
}
