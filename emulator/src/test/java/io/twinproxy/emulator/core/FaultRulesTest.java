package io.twinproxy.emulator.core;

import static io.twinproxy.emulator.core.Grade.ASSUMED;
import static io.twinproxy.emulator.core.Grade.DOCUMENTED;
import static io.twinproxy.emulator.core.VirtualWorld.ENI;
import static io.twinproxy.emulator.core.VirtualWorld.FIRST;
import static io.twinproxy.emulator.core.VirtualWorld.SECOND;
import static io.twinproxy.emulator.core.VirtualWorld.code;
import static io.twinproxy.emulator.core.VirtualWorld.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.emulator.core.JournalEntry.Kind;
import io.twinproxy.emulator.core.TargetGroup.TargetType;
import io.twinproxy.emulator.core.Verdict.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What can go wrong between a caller and the cloud. */
class FaultRulesTest {
    private final VirtualWorld world = new VirtualWorld(plain().with("throttling", "true"));
    private final Cloud cloud = world.cloud;

    @Test
    @Rule(number = 50, grade = DOCUMENTED)
    void mutatingCallsHaveABucketOfFiftyThatRefillsFiveASecond() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            codes.add(code(() -> cloud.detachNetworkInterface("eni-attach-01234567", false)));
        }
        assertThat(codes.subList(0, 50)).containsOnly("InvalidAttachmentID.NotFound");
        assertThat(codes.get(50)).isEqualTo("RequestLimitExceeded");
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, FIRST, 1)))
                .as("each action has its own")
                .isEqualTo("success");
        world.seconds(1);
        codes.clear();
        for (int i = 0; i < 6; i++) {
            codes.add(code(() -> cloud.detachNetworkInterface("eni-attach-01234567", false)));
        }
        assertThat(codes).filteredOn(c -> c.equals("RequestLimitExceeded")).hasSize(1);
    }

    @Test
    @Rule(number = 50, grade = DOCUMENTED)
    void unfilteredDescribesHaveASmallerBucketThanThoseById() {
        int wide = 0;
        while (code(() -> cloud.describeNetworkInterfaces()).equals("success")) {
            wide++;
        }
        int byId = 0;
        while (code(() -> cloud.describeNetworkInterfaces(ENI)).equals("success")) {
            byId++;
        }
        assertThat(wide).isEqualTo(50);
        assertThat(byId).isEqualTo(100);
    }

    @Test
    @Rule(number = 50, grade = DOCUMENTED)
    void loadBalancerCallsShareAnAccountBucketThatOtherTrafficDrains() {
        TargetGroup group = TargetGroup.tcp("g", 1, TargetType.INSTANCE);
        cloud.setup().targetGroup(group);
        for (int i = 0; i < 20; i++) {
            cloud.deregisterTargets(group.arn(), List.of(TargetName.of(FIRST)));
        }
        assertThat(code(() -> cloud.deregisterTargets(group.arn(), List.of(TargetName.of(FIRST)))))
                .isEqualTo("ThrottlingException");
        int reads = 0;
        while (code(() -> cloud.describeTargetHealth(group.arn(), List.of())).equals("success")) {
            reads++;
        }
        assertThat(reads).as("the account's forty less the twenty used").isEqualTo(20);
        cloud.settings(cloud.settings().with("elb-background-per-second", "10"));
        world.seconds(100);
        assertThat(code(() -> cloud.describeTargetHealth(group.arn(), List.of())))
                .isEqualTo("ThrottlingException");
    }

    @Test
    @Rule(number = 51, grade = ASSUMED)
    void replyIsLostOrTheCallIsDroppedBeforeItAsScripted() {
        cloud.faults().script(Script.loseReply(Action.DETACH_NETWORK_INTERFACE));
        cloud.faults().script(Script.drop(Action.ATTACH_NETWORK_INTERFACE).times(2));
        assertThat(cloud.faults().decide(Action.DESCRIBE_NETWORK_INTERFACES)).isEqualTo(Verdict.CLEAN);
        assertThat(cloud.faults()
                        .decide(Action.DETACH_NETWORK_INTERFACE)
                        .after()
                        .reply())
                .isEqualTo(Reply.LOST);
        assertThat(cloud.faults().decide(Action.DETACH_NETWORK_INTERFACE)).isEqualTo(Verdict.CLEAN);
        assertThat(cloud.faults()
                        .decide(Action.ATTACH_NETWORK_INTERFACE)
                        .before()
                        .dropped())
                .isTrue();
        assertThat(cloud.faults()
                        .decide(Action.ATTACH_NETWORK_INTERFACE)
                        .before()
                        .dropped())
                .isTrue();
        assertThat(cloud.faults().decide(Action.ATTACH_NETWORK_INTERFACE)).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @Rule(number = 52, grade = ASSUMED)
    void lateCallIsAppliedAfterANewerOne() {
        String id = world.attached(FIRST);
        cloud.faults().script(Script.late(Action.DETACH_NETWORK_INTERFACE, Duration.ofSeconds(5)));
        Verdict verdict = cloud.faults().decide(Action.DETACH_NETWORK_INTERFACE);
        cloud.later(verdict.after().lateBy().orElseThrow(), () -> cloud.detachNetworkInterface(id, false));
        assertThat(verdict.after().reply()).isEqualTo(Reply.LOST);
        world.seconds(4);
        assertThat(cloud.holder(ENI)).contains(FIRST);
        cloud.modifySourceDestCheck(ENI, false, false);
        world.seconds(1);
        assertThat(cloud.holder(ENI)).isEmpty();
    }

    @Test
    @Rule(number = 53, grade = DOCUMENTED)
    void describeMayAnswerFromAnOlderVersionAndGoBackAndForth() {
        cloud.settings(cloud.settings().with("stale-chance", "0.5", "stale-max", "2s", "throttling", "false"));
        String id = world.attached(FIRST);
        world.seconds(10);
        cloud.detachNetworkInterface(id, true);
        world.pass(Duration.ofMillis(1500));
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            seen.append(world.read().attachment().isPresent() ? 'h' : '-');
        }
        assertThat(seen.toString()).contains("h-").contains("-h");
        world.seconds(3);
        for (int i = 0; i < 60; i++) {
            assertThat(world.read().attachment()).isEmpty();
        }
    }

    @Test
    @Rule(number = 54, grade = DOCUMENTED)
    void serverErrorsDelaysAndCutRepliesComeByChanceAndFromTheSeed() {
        EmulatorSettings faulty = plain().with(
                        "error-chance",
                        "0.3",
                        "drop-chance",
                        "0.1",
                        "lose-reply-chance",
                        "0.1",
                        "truncate-chance",
                        "0.2",
                        "late-chance",
                        "0.1",
                        "answer-delay",
                        "10ms..20ms");
        List<Verdict> first = verdicts(new VirtualWorld(faulty, 5));
        assertThat(verdicts(new VirtualWorld(faulty, 5)).toString()).isEqualTo(first.toString());
        assertThat(verdicts(new VirtualWorld(faulty, 6)).toString()).isNotEqualTo(first.toString());
        Set<String> codes = new TreeSet<>();
        first.forEach(v -> v.before().error().ifPresent(e -> codes.add(e.code() + e.httpStatus())));
        assertThat(codes).containsExactly("InternalError500", "ServiceUnavailable503", "Unavailable503");
        assertThat(first).anyMatch(v -> v.after().reply() == Reply.TRUNCATED);
        assertThat(first).anyMatch(v -> v.after().lateBy().isPresent());
        assertThat(first).anyMatch(v -> v.before().dropped());
        assertThat(first)
                .allMatch(v -> v.before().delay().toMillis() >= 10
                        && v.before().delay().toMillis() <= 20);
    }

    private static List<Verdict> verdicts(VirtualWorld each) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            verdicts.add(each.cloud.faults().decide(Action.DESCRIBE_INSTANCES));
        }
        return verdicts;
    }

    @Test
    @Rule(number = 55, grade = DOCUMENTED)
    void permissionIsPerActionAndRequestsMayExpire() {
        cloud.settings(cloud.settings().with("denied-actions", "DetachNetworkInterface,RegisterTargets"));
        String id = world.attached(FIRST);
        assertThat(code(() -> cloud.detachNetworkInterface(id, false))).isEqualTo("UnauthorizedOperation");
        assertThat(code(() -> cloud.registerTargets("arn", List.of()))).isEqualTo("AccessDenied");
        assertThat(cloud.holder(ENI)).contains(FIRST);
        cloud.settings(cloud.settings().with("expired", "true"));
        assertThat(cloud.faults()
                        .decide(Action.DESCRIBE_INSTANCES)
                        .before()
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("RequestExpired");
    }

    @Test
    @Rule(number = 57, grade = ASSUMED)
    void outageRefusesEveryCallWhileTheDataPlaneGoesOn() {
        world.attached(FIRST);
        cloud.settings(cloud.settings().with("outage", "true"));
        for (Action action : Action.values()) {
            assertThat(cloud.faults()
                            .decide(action)
                            .before()
                            .error()
                            .orElseThrow()
                            .httpStatus())
                    .isEqualTo(503);
        }
        world.seconds(1000);
        assertThat(cloud.holder(ENI)).contains(FIRST);
    }

    @Test
    @Rule(number = 58, grade = ASSUMED)
    void everyCallRefusalAndTransitionIsInTheJournalWithItsOwnTime() {
        long start = world.nanos;
        List<JournalEntry> heard = new ArrayList<>();
        cloud.journal().listen(heard::add);
        cloud.attachNetworkInterface(ENI, FIRST, 1);
        code(() -> cloud.attachNetworkInterface(ENI, SECOND, 1));
        world.seconds(60);
        assertThat(heard)
                .anyMatch(e ->
                        e.kind() == Kind.CALL && e.subject().equals("AttachNetworkInterface") && e.nanos() == start);
        assertThat(heard)
                .anyMatch(e -> e.kind() == Kind.REFUSED && e.detail().endsWith("InvalidNetworkInterface.InUse"));
        assertThat(heard)
                .filteredOn(e -> e.kind() == Kind.HOLDER)
                .extracting(JournalEntry::nanos)
                .as("at its own time, though the world was settled later")
                .containsExactly(start + 3_000_000_000L);
        cloud.settings(cloud.settings().with("journal-max", "3"));
        cloud.describeInstances();
        assertThat(cloud.journal().entries()).hasSize(3);
    }
}
