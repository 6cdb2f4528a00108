package io.twinproxy.cli.badday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.record.Answer;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad days from end to end: what the operator reads, that nothing was moved, and that the pair beside it is served and
 * fails over all the same.
 */
class BadDaysTest {
    /** Long enough for a wrong move to begin: detection and decision take a fraction of it. */
    private static final Duration A_WHILE = Duration.ofMillis(1500);

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static Stage stage;
    private static int tests;

    /** The pair that nothing is wrong with; another one for each test. */
    private String well = "";

    @BeforeAll
    static void open() throws Exception {
        stage = new Stage(directory);
        stage.lead(stage.complete());
    }

    @AfterAll
    static void close() throws Exception {
        stage.close();
    }

    @BeforeEach
    void aPairThatIsWell() throws Exception {
        well = "well" + ++tests;
        stage.pair(well, "");
    }

    @AfterEach
    void clear() throws Exception {
        stage.clear();
    }

    @Test
    void whatTheCloudWouldRefuseIsToldAndBarsOnlyItsOwnPair() throws Exception {
        String a = stage.instance(Stage.NEAR);
        List<Host> far = stage.pair("far", a, stage.instance(Stage.FAR), "");
        String full = stage.instance(Stage.NEAR);
        stage.occupy(full);
        List<Host> taken = stage.pair("taken", stage.instance(Stage.NEAR), full, "");
        stage.join("lost", "lost-a", stage.instance(Stage.NEAR));
        stage.join("lost", "lost-b", stage.instance(Stage.NEAR));
        stage.declare("lost", "{kind: eni, network-interface: eni-0dead}", "");

        told("far", 900, "standby far-b: instance i-0", "in zone us-east-1b", "an interface does not leave its zone");
        told(
                "taken",
                900,
                "standby taken-b: device index 1 of " + full + " is taken by eni-0f",
                "another device-index");
        told("lost", 150, "eni-0dead: ", "there is no such network interface in this region");

        far.get(0).stopServing();
        taken.get(0).stopServing();
        told("far", 640, "does not leave its zone");
        told("taken", 640, "is taken by");
        untouched("far", a);
        untouched("taken", stage.holder(stage.eni("taken")).orElseThrow());
        assertThat(stage.moves("lost")).isEmpty();
        thePairBesideItFailsOver();
    }

    @Test
    void whatTheHostsSayIsToldAndBarsOnlyTheirOwnPair() throws Exception {
        List<Host> pools = stage.pair("pools", "");
        pools.get(1).pools("d2");
        String alone = stage.instance(Stage.NEAR);
        String eni = stage.attached("alone", alone);
        stage.join("alone", "alone-a", alone);
        stage.declare("alone", stage.endpoint(eni), "");

        told(
                "pools",
                900,
                "standby pools-b: its pools differ from the active's (d2, not d1)",
                "the hosts place keys differently: pools digest {pools-a=d1, pools-b=d2}");
        told("alone", 900, "the pair has one host, alone-a");

        String holder = stage.holder(stage.eni("pools")).orElseThrow();
        stage.hosts("alone").get(0).stopServing();
        pools.get(0).stopServing();
        told("pools", 640, "its pools differ");
        untouched("pools", holder);
        untouched("alone", alone);
        thePairBesideItFailsOver();
    }

    @Test
    void bytesThatAreNoRecordHoldTheirOwnPairOnly() throws Exception {
        for (String record : List.of("spec", "assignment", "intent", "hosts")) {
            stage.pair("c-" + record, "");
            awaitReady("c-" + record);
        }
        stage.run("pause c-intent --reason x --yes");
        stage.corrupt("pairs/c-spec/spec");
        stage.corrupt("pairs/c-assignment/assignment");
        stage.corrupt("pairs/c-intent/intent");
        stage.corrupt("pairs/c-hosts/hosts/c-hosts-b");
        for (String record : List.of("spec", "assignment", "intent")) {
            told("c-" + record, 100, "the " + record + " cannot be read: ");
        }
        told("c-hosts", 900, "standby c-hosts-b: its heartbeat cannot be read: ");

        for (String pair : List.of("c-spec", "c-assignment")) {
            stage.hosts(pair).get(0).stopServing();
        }
        untouched("c-spec", stage.holder(stage.eni("c-spec")).orElseThrow());
        untouched("c-assignment", stage.holder(stage.eni("c-assignment")).orElseThrow());
        thePairBesideItFailsOver();

        Path file = Files.writeString(
                directory.resolve("c-spec.yml"),
                "pair: c-spec\nendpoint: " + stage.endpoint(stage.eni("c-spec")) + "\n");
        Stage.Run mended = stage.run("pair apply --reason mended --yes -f", file.toString());
        assertThat(mended.code()).as(mended.all()).isZero();
        awaitMoved("c-spec", "c-spec-b");
    }

    /** As the document of failure modes says to do. */
    @Test
    void aCorruptAssignmentThatIsDeletedByHandIsMadeAnew() throws Exception {
        awaitReady(well);
        stage.corrupt("pairs/" + well + "/assignment");
        told(well, 100, "the assignment cannot be read: ");
        stage.delete("pairs/" + well + "/assignment");
        awaitReady(well);
        assertThat(stage.store().read(well).assignment().value().flatMap(Assignment::active))
                .contains(well + "-a");
        assertThat(stage.moves(well)).isEmpty();
        thePairBesideItFailsOver();
    }

    /** Faster than the watch may tell the two apart. */
    @Test
    void aPairDeletedAndDeclaredAnewBeginsAnew() throws Exception {
        thePairBesideItFailsOver();
        String file = Files.writeString(
                        directory.resolve("anew.yml"),
                        "pair: " + well + "\nendpoint: " + stage.endpoint(stage.eni(well)) + "\n")
                .toString();
        assertThat(stage.run("pair delete " + well + " --reason gone --yes").code())
                .isZero();
        assertThat(stage.run("pair apply -f", file).code()).isZero();
        stage.hosts(well).get(0).serveAgain();
        awaitReady(well);
        assertThat(stage.store().read(well).assignment().value().flatMap(Assignment::active))
                .contains(well + "-b");
        assertThat(declared()).hasSize(1);
    }

    @Test
    void aMissingPermissionIsToldAndSeenAsSoonAsAHostChangesAfterItWasGiven() throws Exception {
        stage.settings("denied-actions", "AttachNetworkInterface");
        try {
            List<Host> hosts = stage.pair("denied", "");
            String holder = stage.holder(stage.eni("denied")).orElseThrow();
            told(
                    "denied",
                    900,
                    "preflight: denied-b: ec2:AttachNetworkInterface is not allowed",
                    "allow it on the network interface and on both instances");
            hosts.get(0).stopServing();
            told("denied", 640, "ec2:AttachNetworkInterface is not allowed");
            untouched("denied", holder);
            hosts.get(0).serveAgain();
            stage.settings("denied-actions", "");
            hosts.get(1).instance(stage.instance(Stage.NEAR));
            awaitReady("denied");
        } finally {
            stage.settings("denied-actions", "");
        }
    }

    @Test
    void aHostThatJoinsLateIsCheckedAtOnce() throws Exception {
        List<Host> hosts = stage.pair("late", "");
        awaitReady("late");
        hosts.get(1).instance(stage.instance(Stage.FAR));
        told("late", 900, "standby late-b: instance i-0", "an interface does not leave its zone");
        hosts.get(1).instance(stage.instance(Stage.NEAR));
        awaitReady("late");
    }

    @Test
    void aControllerWithoutARegionSaysSoAndMovesWhatIsNotOnAws() throws Exception {
        Path holder = Files.writeString(directory.resolve("holder"), "cmd-a\n");
        stage.join("cmd", "cmd-a", stage.instance(Stage.NEAR));
        stage.join("cmd", "cmd-b", stage.instance(Stage.NEAR));
        stage.declare(
                "cmd",
                "{kind: command, observe: [cat, '" + holder + "'], move: [sh, -c, 'echo $TWINPROXY_HOST > " + holder
                        + "']}",
                "");
        try {
            stage.lead(stage.withoutRegion());
            told(well, 150, "does not know its AWS region", "set aws.region in its controller.yml");
            stage.hosts(well).get(0).stopServing();
            awaitReady("cmd");
            switchover("cmd", "cmd-b");
            untouched(well, stage.holder(stage.eni(well)).orElseThrow());
        } finally {
            stage.lead(stage.complete());
        }
    }

    @Test
    void filesThatAreWrongStartNothingAndEveryProblemIsToldAtOnce() throws Exception {
        Path agent = Files.writeString(
                directory.resolve("agent.yml"), "pair: cache a\nhots: proxy-a\nproxy: nutcracker.yml\n");
        Path controller = Files.writeString(
                directory.resolve("wrong.yml"), "zookeeper: zk\nsession: 4s\naws: {call-timeout: 3s, regoin: x}\n");
        Path pair = Files.writeString(directory.resolve("pair.yml"), """
                pair: cache-a
                endpoint: {kind: eni, network-interface: e-1}
                timings: {heartbeat: 2s, late-after: 1s}
                """);
        refusesToStart("agent -c", agent, "pair: is 'cache a'", "hots: is not a known key; did you mean 'host'?");
        refusesToStart(
                "controller -c",
                controller,
                "zookeeper: is 'zk'",
                "aws.regoin: is not a known key; did you mean 'region'?",
                "aws.call-timeout: is 3s; it must be less than 60 % of session");
        refusesToStart("pair apply -f", pair, "endpoint.network-interface: is 'e-1'", "timings.late-after");
        Path broken = Files.writeString(directory.resolve("broken.yml"), "pair: [\n");
        Path missing = directory.resolve("missing.yml");
        for (String verb : List.of("agent -c", "controller -c", "pair apply -f")) {
            refusesToStart(verb, broken, "is not YAML: ");
            refusesToStart(verb, missing, "no such file");
        }
        assertThat(stage.store().pairs()).containsExactly(well);
    }

    private static void refusesToStart(String verb, Path file, String... problems) {
        Stage.Run run = stage.run(verb, file.toString());
        assertThat(run.code()).as(run.all()).isEqualTo(2);
        assertThat(run.err()).contains(problems).contains(file.getFileName().toString());
    }

    @Test
    void aSecondControllerOfTheSameNameIsRefusedAndTheFirstLeadsOn() throws Exception {
        awaitReady(well);
        Path file = Files.writeString(
                directory.resolve("same.yml"), Stage.controllerFile("controller-1", stage.complete()));
        Stage.Run second = stage.run("controller -c", file.toString());
        assertThat(second.code()).isEqualTo(4);
        assertThat(second.err()).contains("another controller goes by the name 'controller-1'; each needs its own");
        thePairBesideItFailsOver();
    }

    @Test
    void aHostNameUsedTwiceIsRefusedToTheSecond() throws Exception {
        awaitReady(well);
        Heartbeat first =
                stage.store().read(well).hosts().get(well + "-a").value().orElseThrow();
        try (io.twinproxy.coordination.Store other = stage.connect();
                Presence second = other.join(well, well + "-a")) {
            assertThatThrownBy(() -> second.beat(first))
                    .isInstanceOf(NameTakenException.class)
                    .hasMessageContaining(well + "-a");
        }
        thePairBesideItFailsOver();
    }

    @Test
    void withoutALeaderNothingIsAskedAndWithoutZooKeeperThatIsSaid() throws Exception {
        awaitReady(well);
        stage.stopLeading();
        try {
            Stage.Run status = stage.run("status");
            assertThat(status.code()).isEqualTo(3);
            assertThat(status.all()).contains("No controller leads").contains(well);
            Stage.Run asked = stage.run("switchover " + well + " --reason x --yes");
            assertThat(asked.code()).isEqualTo(3);
            assertThat(stage.run("check " + well).all()).contains("no controller leads");
            assertThat(stage.store().read(well).intent().value().flatMap(Intent::switchover))
                    .isEmpty();
            stage.hosts(well).get(0).stopServing();
            untouched(well, stage.holder(stage.eni(well)).orElseThrow());
        } finally {
            stage.lead(stage.complete());
        }
        awaitMoved(well, well + "-b");
        Stage.Run nobody = Stage.runAt("127.0.0.1:1", "status");
        assertThat(nobody.code()).isEqualTo(3);
        assertThat(nobody.err()).contains("ZooKeeper does not answer at 127.0.0.1:1", "--zookeeper");
    }

    @Test
    void anOperatorsSwitchoverIsNotUndoneByFailback() throws Exception {
        stage.pair("back", "failback: back-a\ntimings: {hold-down: 1s}\n");
        awaitReady("back");
        switchover("back", "back-b");
        told("back", 810);
        stage.lead(stage.complete());
        told("back", 810);
        assertThat(stage.moves("back")).hasSize(1);
        stage.hosts("back").get(1).stopServing();
        awaitMoved("back", "back-a");
    }

    @Test
    void aWishMetByAPauseIsRefusedAndDoesNotRunAtTheResume() throws Exception {
        awaitReady(well);
        PairRecords records = stage.store().read(well);
        Request ann = new Request("ann@desk", "practice", System.currentTimeMillis());
        Intent both = Intent.NONE
                .withSwitchover(new Switchover("w1", Optional.of(well + "-b"), true, false, ann))
                .withPaused(Optional.of(new Request("bob@desk", "racks", System.currentTimeMillis())));
        stage.store().putIntent(well, both, records.intent().version());
        await().atMost(SOON)
                .until(() -> stage.store()
                        .read(well)
                        .assignment()
                        .value()
                        .flatMap(Assignment::answered)
                        .filter(a -> a.result() == Answer.Result.REFUSED
                                && a.sentence().contains("paused by bob@desk: racks"))
                        .isPresent());
        Stage.Run refused = stage.run("switchover " + well + " --reason x --yes");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.all()).contains("paused by bob@desk (racks); resume it first: twinproxy resume " + well);
        assertThat(stage.run("resume " + well + " --reason done --yes --wait").code())
                .isZero();
        awaitReady(well);
        untouched(well, stage.holder(stage.eni(well)).orElseThrow());
    }

    @Test
    void aForcedFailoverToADrainedHostIsRefused() throws Exception {
        awaitReady(well);
        assertThat(stage.run("drain " + well + " " + well + "-b --reason disks --yes")
                        .code())
                .isZero();
        told(well, 900, "standby " + well + "-b: it is drained: by ann@desk: disks");
        Stage.Run refused = stage.run("failover " + well + " --to " + well + "-b --reason x --yes");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.all()).contains("undrain it first: twinproxy undrain " + well + " " + well + "-b");
        untouched(well, stage.holder(stage.eni(well)).orElseThrow());
    }

    @Test
    void whoAppliedAPairStandsInItsHistoryOnceWhoeverLeads() throws Exception {
        awaitReady(well);
        Path file = Files.writeString(
                directory.resolve("well.yml"),
                "pair: " + well + "\nendpoint: " + stage.endpoint(stage.eni(well)) + "\ntimings: {hold-down: 90s}\n");
        assertThat(stage.run("pair apply --reason slower --yes --wait -f", file.toString())
                        .code())
                .isZero();
        await().atMost(SOON).until(() -> declared().size() == 2);
        Event changed = declared().get(1);
        assertThat(changed.request().map(Request::by)).contains("ann@desk");
        assertThat(changed.request().map(Request::reason)).contains("slower");
        assertThat(stage.run("pair show " + well).out()).contains("Applied by ann@desk", "slower");
        assertThat(stage.run("history " + well).out()).contains("declared", "ann@desk: slower");
        stage.lead(stage.complete());
        awaitReady(well);
        assertThat(declared()).hasSize(2);
    }

    private List<Event> declared() throws Exception {
        return stage.store().events(well, 100).stream()
                .filter(e -> e.kind() == Event.Kind.DECLARED)
                .toList();
    }

    /** The reading has the number, {@code check} every sentence and exit code 1, and {@code status} calls it degraded. */
    private static void told(String pair, int situation, String... sentences) {
        await().atMost(SOON).untilAsserted(() -> {
            Stage.Run explain = stage.run("explain " + pair);
            assertThat(explain.all()).contains(String.valueOf(situation));
            assertThat(stage.store().read(pair).reading().value().map(r -> r.situation()))
                    .contains(situation);
            Stage.Run check = stage.run("check " + pair);
            for (String sentence : sentences) {
                assertThat(explain.all().replaceAll("\\s+", " ")).contains(sentence.replace("standby " + pair, pair));
                assertThat(check.out()).contains(sentence);
            }
            if (sentences.length > 0) {
                assertThat(check.code()).isEqualTo(1);
                assertThat(stage.run("status " + pair).code()).isEqualTo(1);
            }
        });
    }

    private static void awaitReady(String pair) {
        await().atMost(SOON).untilAsserted(() -> {
            Stage.Run check = stage.run("check " + pair);
            assertThat(check.code()).as(check.all()).isZero();
        });
    }

    private static void untouched(String pair, String holder) throws Exception {
        await().during(A_WHILE)
                .atMost(A_WHILE.multipliedBy(4))
                .until(() -> stage.holder(stage.eni(pair)).equals(Optional.of(holder)));
        assertThat(stage.moves(pair)).isEmpty();
    }

    private static void switchover(String pair, String to) {
        Stage.Run run = stage.run("switchover " + pair + " --to " + to + " --reason practice --yes --wait=20s");
        assertThat(run.code()).as(run.all()).isZero();
    }

    private static void awaitMoved(String pair, String to) {
        await().atMost(SOON).until(() -> {
            Entry<Assignment> assignment = stage.store().read(pair).assignment();
            return assignment.value().flatMap(Assignment::active).equals(Optional.of(to))
                    && assignment.value().flatMap(Assignment::move).isEmpty();
        });
    }

    private void thePairBesideItFailsOver() {
        awaitReady(well);
        stage.hosts(well).get(0).stopServing();
        awaitMoved(well, well + "-b");
    }
}
