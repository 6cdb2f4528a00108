package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerbsTest {
    private final Bench bench = new Bench();

    @TempDir
    Path files;

    @BeforeEach
    void aHealthyPair() {
        bench.store.put(World.healthy("cache-a", "eni-0a1"));
    }

    private Bench.Run run(String line) {
        return bench.run(line.split(" "));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(files.resolve(name), text).toString();
    }

    private Intent intent() {
        return bench.store.records("cache-a").intent().value().orElse(Intent.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "explain cache-a",
                "history cache-a",
                "check cache-a",
                "pair list",
                "pair show cache-a",
                "switchover cache-a --reason x --yes",
                "failover cache-a --to proxy-b --reason x --yes",
                "pause --all --reason x --yes",
                "resume cache-a --reason x --yes",
                "drain cache-a proxy-b --reason x --yes",
                "undrain cache-a proxy-b --reason x --yes",
                "pair delete cache-a --reason x --yes"
            })
    void aStoreThatDoesNotAnswerIsExitThree(String line) {
        bench.unreachable = true;
        Bench.Run run = run(line + " --zookeeper zk1:2181,zk2:2181");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("ZooKeeper does not answer at zk1:2181,zk2:2181: connection refused");
        bench.unreachable = false;
        bench.store.readsFail = true;
        assertThat(run(line).code()).isEqualTo(3);
    }

    @Test
    void findsTheStoreByOptionThenVariableThenDefault() {
        run("status");
        bench.env.put("TWINPROXY_ZOOKEEPER", "zk9:2181");
        run("status");
        run("--zookeeper zk1:1 status");
        assertThat(bench.opened).containsExactly("127.0.0.1:2181", "zk9:2181", "zk1:1");
    }

    @Test
    void aWriteWithoutAnAnswerMayHaveHappened() {
        bench.store.writesFail = true;
        Bench.Run run = run("pause cache-a --reason x --yes");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("may have happened", "before trying again");
    }

    @Test
    void aLostRaceIsJudgedAndWrittenAgain() {
        int[] left = {2};
        bench.store.beforeWrite = () -> {
            if (left[0]-- > 0) {
                someoneDrains();
            }
        };
        assertThat(run("pause cache-a --reason x --yes").code()).isZero();
        assertThat(intent().paused()).isPresent();
        assertThat(intent().drained()).containsKey("proxy-z");
    }

    @Test
    void givesUpAfterThreeLostRaces() {
        int[] tries = {0};
        bench.store.beforeWrite = () -> {
            tries[0]++;
            someoneDrains();
        };
        Bench.Run run = run("pause cache-a --reason x --yes");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("someone else wrote first, 3 times in a row");
        assertThat(tries[0]).isEqualTo(3);
        assertThat(intent().paused()).isEmpty();
    }

    private void someoneDrains() {
        bench.store.change(
                "cache-a",
                r -> FakeStore.withIntent(
                        r,
                        Entry.of(
                                r.intent()
                                        .value()
                                        .orElse(Intent.NONE)
                                        .withDrained("proxy-z", Optional.of(new Request("bob", "x", 0))),
                                r.intent().version() + 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stauts|Unknown verb stauts; did you mean status?",
                "status --wacth|Unknown option --wacth; did you mean --watch?",
                "switchover cache-a --reasn=x|Unknown option --reasn; did you mean --reason?",
                "switchover cache-a|--reason",
                "failover cache-a --reason x|--to",
                "pause --reason x --yes|Name a pair, or say --all.",
                "pause cache-a --all --reason x --yes|not both",
                "status -o xml|xml",
                "history cache-a -n 0|it must be 1 to 200",
                "history cache-a -n many|many",
                "explain cache-b|There is no pair cache-b; did you mean cache-a?",
                "pair show other-name|There is no pair other-name; pairs: cache-a",
                "pair|pair apply, list, show or delete",
                "explain cache-a cache-b|One argument too many: cache-b",
                "explain|PAIR"
            })
    void wrongUsageIsExitTwoWithASentence(String lineAndSentence) {
        int bar = lineAndSentence.indexOf('|');
        Bench.Run run = run(lineAndSentence.substring(0, bar));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(lineAndSentence.substring(bar + 1));
        assertThat(run.out()).isEmpty();
    }

    @Test
    void tellsEveryMistakeAtOnce() {
        Bench.Run run = run("failover --wiat=5s -o xml");
        assertThat(run.err()).contains("--wiat", "--to", "--reason", "xml");
    }

    @Test
    void anEmptyReasonIsNone() {
        Bench.Run run = bench.run("pause", "cache-a", "--yes", "--reason", "  ");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--reason is empty");
    }

    @Test
    void helpSaysWhatDegradedMeansAndWhichExitCodesThereAre() {
        assertThat(run("--help").out())
                .contains("switchover", "undrain", "Exit codes:", "1   degraded, or the move failed");
        Bench.Run help = run("status --help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("--watch", "--zookeeper", "A pair is degraded when");
        assertThat(run("--version").out()).startsWith("twinproxy ");
        assertThat(bench.opened).isEmpty();
    }

    @Test
    void problemsAreAnObjectForPrograms() {
        Bench.Run run = run("explain nothing -o json");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).startsWith("{\"result\":\"usage\",\"exit\":2,\"sentences\":[\"There is no pair nothing");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void coloursOnATerminalOnlyAndNotAgainstTheWill() {
        assertThat(run("status").out()).doesNotContain("\u001b[");
        bench.terminal = true;
        assertThat(run("status").out()).contains("\u001b[32mcache-a\u001b[0m");
        bench.env.put("NO_COLOR", "1");
        assertThat(run("status").out()).doesNotContain("\u001b[");
    }

    @Test
    void statusWithoutALeaderIsExitThreeAndShowsThePairs() {
        bench.store.leader = Optional.empty();
        Bench.Run run = run("status");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("cache-a", "No controller leads");
    }

    @Test
    void statusCallsAPairDegradedWhoseHostRefusedItsChangedConfigurationFile() {
        TreeMap<String, Entry<io.twinproxy.coordination.record.Heartbeat>> hosts = new TreeMap<>(World.bothHosts());
        hosts.put(
                "proxy-b",
                Entry.of(World.heartbeat("proxy-b", "proxy-a", false, "d1", "pools.yml:3: hash: is not a hash"), 2));
        bench.store.change("cache-a", r -> FakeStore.withHosts(r, hosts));
        Bench.Run run = run("status");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "proxy-b serves as before: its changed configuration file is refused: pools.yml:3: hash: is not"
                                + " a hash");
    }

    @Test
    void statusCallsAStaleReadingAndDifferentPoolsDegraded() {
        TreeMap<String, Entry<io.twinproxy.coordination.record.Heartbeat>> hosts = new TreeMap<>(World.bothHosts());
        hosts.put("proxy-b", Entry.of(World.heartbeat("proxy-b", "proxy-a", false, "d2"), 2));
        bench.store.change("cache-a", r -> FakeStore.withHosts(r, hosts));
        assertThat(run("status").out()).contains("place keys differently: pools digest {proxy-a=d1, proxy-b=d2}");
        bench.store.leader = bench.store.leader.map(l -> new io.twinproxy.coordination.Store.Leader(
                "controller-2", "", new io.twinproxy.coordination.Epoch(8, 2)));
        Bench.Run run = run("status cache-a");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("the reading is from controller-1, epoch 7");
    }

    @Test
    void watchPrintsALineForEachChangeUntilInterrupted() {
        CompletableFuture<Bench.Run> run = CompletableFuture.supplyAsync(() -> run("status --watch"));
        await().until(() -> bench.outSoFar().contains("cache-a: active proxy-a; standby proxy-b"));
        bench.store.put(World.moving("cache-a", "eni-0a1"));
        await().until(() -> bench.outSoFar().contains("moving to proxy-b: detach eni-0a1 from proxy-a"));
        bench.store.say(false);
        await().until(() -> bench.outSoFar().contains("The connection to ZooKeeper is lost"));
        bench.interrupts.get(0).run();
        assertThat(run.join().code()).isEqualTo(1);
        assertThat(run.join().out().lines().filter(l -> l.contains("Leader:"))).hasSize(1);
        assertThat(bench.store.watchers()).isZero();
    }

    @Test
    void watchRedrawsTheScreenOnATerminal() {
        bench.terminal = true;
        CompletableFuture<Bench.Run> run = CompletableFuture.supplyAsync(() -> run("status --watch"));
        await().until(() -> bench.outSoFar().startsWith("\u001b[H\u001b[2J"));
        bench.store.put(World.ailing("cache-b", "eni-0b1"));
        await().until(() -> bench.outSoFar().contains("cache-b"));
        bench.interrupts.get(0).run();
        run.join();
    }

    @Test
    void checkListsEveryReason() {
        bench.store.put(World.moving("cache-a", "eni-0a1"));
        bench.store.change(
                "cache-a",
                r -> FakeStore.withReading(
                        r,
                        Entry.of(
                                new Reading(
                                        6,
                                        "controller-2",
                                        1000,
                                        "healthy",
                                        "x",
                                        0,
                                        Optional.empty(),
                                        "",
                                        World.ready(List.of("late"), List.of()),
                                        List.of("wrong zone"),
                                        29_500,
                                        java.util.OptionalInt.of(0),
                                        new TreeMap<>()),
                                1)));
        Bench.Run run = run("check cache-a");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("the reading is from controller-2")
                .contains("a move to proxy-b is under way")
                .contains("standby proxy-a: late")
                .contains("preflight: wrong zone")
                .contains("hold-down: automatic moves rest for at most another 30s");
        bench.store.leader = Optional.empty();
        assertThat(run("check cache-a").out()).contains("no controller leads");
    }

    @Test
    void checkTellsAPairOfOneHostAndAPairNobodyRead() {
        TreeMap<String, Entry<io.twinproxy.coordination.record.Heartbeat>> one = new TreeMap<>();
        one.put("proxy-a", Entry.of(World.heartbeat("proxy-a", "proxy-b", true, "d1"), 1));
        bench.store.put(
                FakeStore.withReading(FakeStore.withHosts(World.healthy("cache-a", "eni-0a1"), one), Entry.absent()));
        assertThat(run("check cache-a").out())
                .contains("the pair has one host, proxy-a")
                .contains("the leader has not said how it reads this pair");
    }

    @Test
    void pausesAndResumesAndDoesNeitherTwice() {
        assertThat(run("pause cache-a --reason work --yes").code()).isZero();
        assertThat(intent().paused().orElseThrow().reason()).isEqualTo("work");
        assertThat(run("pause cache-a --reason again --yes").out()).contains("already paused by oper@desk (work)");
        assertThat(run("resume cache-a --reason over --yes").code()).isZero();
        assertThat(intent().paused()).isEmpty();
        assertThat(run("resume cache-a --reason over --yes").out()).contains("not paused");
        assertThat(bench.store.writes).isEqualTo(2);
    }

    /** Written and paused while nobody led, so nobody has answered it. */
    @Test
    void aResumeWithdrawsAWishThatNobodyAnswered() {
        Switchover wish = new Switchover(
                "w9", Optional.of("proxy-b"), false, false, new Request("ann", "practice", World.ago(9000)));
        Intent intent = Intent.NONE
                .withSwitchover(wish)
                .withPaused(Optional.of(new Request("bob", "racks", World.ago(8000))))
                .withDrained("proxy-b", Optional.of(new Request("bob", "racks", World.ago(8000))));
        bench.store.change("cache-a", r -> FakeStore.withIntent(r, Entry.of(intent, 3)));
        Bench.Run run = run("resume cache-a --reason done --yes");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("the wish of ann (practice) is withdrawn; ask for it again");
        assertThat(bench.store.records("cache-a").intent().value())
                .contains(intent.withoutSwitchover().withPaused(Optional.empty()));
    }

    @Test
    void aPauseIsWrittenWithoutALeaderButCannotBeWaitedFor() {
        bench.store.leader = Optional.empty();
        assertThat(run("pause cache-a --reason x --yes").out()).contains("it takes effect once one does");
        Bench.Run run = run("resume cache-a --reason x --yes --wait");
        assertThat(run.code()).isEqualTo(3);
        assertThat(intent().paused()).isEmpty();
    }

    @Test
    void waitsUntilTheLeaderObeysAPause() {
        bench.store.onIntent = (pair, intent) -> bench.store.change(
                pair,
                r -> FakeStore.withReading(
                        r,
                        Entry.of(World.reading(120, "paused", "x", "proxy-a", World.ready(List.of(), List.of())), 11)));
        Bench.Run run = run("pause cache-a --reason x --yes --wait=5s");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("the leader obeys: paused");
    }

    @Test
    void pausingAllStopsAtNoPairThatCannotBeRead() {
        bench.store.put(FakeStore.withIntent(World.healthy("aaa", "eni-01"), Entry.unreadable(2, "not JSON")));
        Bench.Run run = run("pause --all --reason x --yes");
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("aaa: the intent cannot be read");
        assertThat(intent().paused()).isPresent();
    }

    @Test
    void aStoreThatGoesAwayHalfWayLeavesNobodyInDoubtWhatWasDone() {
        bench.store.put(World.healthy("cache-b", "eni-0b1"));
        int[] writes = {0};
        bench.store.beforeWrite = () -> bench.store.writesFail = writes[0]++ > 0;
        Bench.Run run = run("pause --all --reason x --yes");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("cache-a").contains("paus");
        assertThat(run.err()).contains("cache-b: ZooKeeper did not answer the write, which may have happened");
        assertThat(intent().paused()).isPresent();
    }

    @Test
    void drainsAndWaitsUntilTheHostIsOut() {
        bench.store.onIntent = (pair, intent) -> bench.store.change(
                pair,
                r -> FakeStore.withReading(
                        r,
                        Entry.of(
                                World.reading(
                                        900, "x", "x", "proxy-a", World.ready(List.of(), List.of("it is drained"))),
                                11)));
        Bench.Run run = run("drain cache-a proxy-b --reason disk --yes --wait=5s");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("proxy-b is out");
        assertThat(intent().drained()).containsKey("proxy-b");
        assertThat(run("drain cache-a proxy-b --reason disk --yes").out())
                .contains("already drained by oper@desk (disk)");
        assertThat(run("undrain cache-a proxy-b --reason ok --yes --dry-run").out())
                .contains("would undrain");
        assertThat(run("undrain cache-a proxy-a --reason ok --yes").out()).contains("proxy-a is not drained");
    }

    @Test
    void refusesToDrainAStranger() {
        Bench.Run run = run("drain cache-a proxy-c --reason x --yes");
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("proxy-c is not a host of this pair");
    }

    @Test
    void declaresAPairWithoutQuestions() throws IOException {
        Bench.Run run = run("pair apply -f " + file("pair.yml", World.file("cache-n", "eni-0ff", "60s")));
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("declare the pair", "+ endpoint.network-interface: eni-0ff");
        assertThat(bench.store.records("cache-n").spec().value()).isPresent();
        assertThat(run("pair show cache-n").out()).contains("Applied by oper@desk");
        assertThat(bench.store.records("cache-n").spec().value().flatMap(PairSpec::applied))
                .contains(new Request("oper@desk", "", World.NOW));
    }

    @Test
    void aChangeNeedsAReasonAndAYesAndIsShown() throws IOException {
        String file = file("pair.yml", World.file("cache-a", "eni-0a1", "90s"));
        Bench.Run reason = run("pair apply -f " + file);
        assertThat(reason.code()).isEqualTo(2);
        assertThat(reason.err()).contains("say why with --reason", "~ timings.hold-down: 1m -> 90s");
        assertThat(run("pair apply --reason slower -f " + file).code()).isEqualTo(2);
        assertThat(bench.store.writes).isZero();
        assertThat(run("pair apply --reason slower --yes -f " + file).out()).contains("~ timings.hold-down: 1m -> 90s");
        assertThat(run("pair show cache-a").out()).contains("Applied by oper@desk", "slower");
        assertThat(run("pair apply -f " + file).out()).contains("nothing differs");
    }

    @Test
    void onlyDeclaresWhenToldSoAndLeavesWhatIsDeclaredAsItIs() throws IOException {
        String fresh = file("new.yml", World.file("cache-n", "eni-0ff", "60s"));
        assertThat(run("pair apply --if-absent -f " + fresh).out()).contains("done: declare the pair");
        assertThat(bench.store.writes).isEqualTo(1);
        Bench.Run again = run("pair apply --if-absent -f " + fresh);
        assertThat(again.code()).isZero();
        assertThat(again.out())
                .contains("declared already, so nothing is written")
                .doesNotContain("differs");
        String other = file("pair.yml", World.file("cache-a", "eni-0a1", "90s"));
        Bench.Run differs = run("pair apply --if-absent --wait -f " + other);
        assertThat(differs.code()).isZero();
        assertThat(differs.out()).contains("the file differs from it in 1 setting, which apply without --if-absent");
        assertThat(bench.store.writes).isEqualTo(1);
    }

    @Test
    void whoElseDeclaresThePairInTheSameMomentWins() throws IOException {
        PairRecords theirs = bench.store.records("cache-a");
        bench.store.change("cache-a", r -> FakeStore.withSpec(r, Entry.absent()));
        bench.store.beforeWrite = () -> bench.store.put(theirs);
        Bench.Run run = run("pair apply --if-absent -f " + file("pair.yml", World.file("cache-a", "eni-0a1", "90s")));
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("declared already");
        assertThat(bench.store.records("cache-a").spec()).isEqualTo(theirs.spec());
    }

    @Test
    void aSpecThatCannotBeReadIsDeclaredToo() throws IOException {
        bench.store.change("cache-a", r -> FakeStore.withSpec(r, Entry.unreadable(6, "not JSON")));
        String file = file("pair.yml", World.file("cache-a", "eni-0a1", "60s"));
        Bench.Run run = run("pair apply --if-absent -f " + file);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("declared already", "what is declared cannot be read: not JSON");
        assertThat(bench.store.records("cache-a").spec().readable()).isFalse();
    }

    @Test
    void refusesWhatAnotherPairMovesAlready() throws IOException {
        Bench.Run run = run("pair apply -f " + file("pair.yml", World.file("cache-n", "eni-0a1", "60s")));
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("network-interface eni-0a1 is moved by pair cache-a already");
    }

    @Test
    void replacesASpecThatCannotBeRead() throws IOException {
        bench.store.change("cache-a", r -> FakeStore.withSpec(r, Entry.unreadable(6, "not JSON")));
        assertThat(run("pair show cache-a").code()).isEqualTo(1);
        String file = file("pair.yml", World.file("cache-a", "eni-0a1", "60s"));
        Bench.Run run = run("pair apply --yes -f " + file);
        assertThat(run.out()).contains("cannot be read and is replaced");
        assertThat(run("pair show cache-a").code()).isZero();
    }

    @Test
    void listsEveryProblemOfAFile() throws IOException {
        String file = file("bad.yml", "pair: 9x\nendpoint: {kind: eni, device-index: 0}\ntimings: {heartbeet: 1s}\n");
        for (String verb : List.of("pair apply -f ", "config check ")) {
            Bench.Run run = run(verb + file);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .contains("pair: is '9x'", "network-interface: is missing", "did you mean 'heartbeat'?");
        }
        assertThat(run("pair apply -f " + files.resolve("none.yml")).err()).contains("there is no such file");
    }

    @Test
    void tellsFilesApartByTheirContent() throws IOException {
        assertThat(run("config check " + file("x", World.file("p", "eni-01", "1s")))
                        .out())
                .contains("a pair.yml");
        assertThat(run("config check " + file("y", "apples: 1\npears: 2\n")).err())
                .contains("is none of the files this command knows", "[apples, pears]");
        assertThat(run("config check " + file("z", "a: [")).err()).contains("is not YAML");
        assertThat(run("config check " + file("e", "")).err()).contains("is empty");
    }

    @Test
    void deletesOnlyWithAReasonAndAYes() {
        assertThat(run("pair delete cache-a --yes").code()).isEqualTo(2);
        assertThat(run("pair delete cache-a --reason x").code()).isEqualTo(2);
        assertThat(bench.store.writes).isZero();
        assertThat(run("pair delete cache-a --reason x --yes").code()).isZero();
        assertThat(run("pair list").out()).contains("No pairs are declared");
    }

    @Test
    void aPairThatIsOnlyHeardOfIsShownAsNotDeclared() {
        bench.store.change("cache-a", r -> FakeStore.withSpec(r, Entry.absent()));
        assertThat(run("status").out()).contains("not declared: twinproxy pair apply");
        assertThat(run("pair show cache-a").err()).contains("not declared");
    }
}
