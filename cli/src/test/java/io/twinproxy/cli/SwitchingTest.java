package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.record.Answer;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwitchingTest {
    private final Bench bench = new Bench();

    @BeforeEach
    void aHealthyPair() {
        bench.store.put(World.healthy("cache-a", "eni-0a1"));
    }

    private Bench.Run switchover(String... more) {
        return run("switchover cache-a --yes --reason practice", more);
    }

    private Bench.Run failover(String... more) {
        return run("failover cache-a --yes --reason now", more);
    }

    private Bench.Run run(String line, String... more) {
        java.util.ArrayList<String> args = new java.util.ArrayList<>(List.of(line.split(" ")));
        args.addAll(List.of(more));
        return bench.run(args.toArray(String[]::new));
    }

    private void reading(List<String> b, List<String> preflight, long epoch) {
        bench.store.change(
                "cache-a",
                r -> FakeStore.withReading(
                        r,
                        Entry.of(
                                new io.twinproxy.coordination.record.Reading(
                                        epoch,
                                        "controller-1",
                                        900,
                                        "no standby",
                                        "x",
                                        World.ago(1),
                                        Optional.of("proxy-a"),
                                        "",
                                        World.ready(List.of(), b),
                                        preflight,
                                        0,
                                        java.util.OptionalInt.of(0),
                                        new TreeMap<>()),
                                10)));
    }

    private void intent(Intent intent) {
        bench.store.change("cache-a", r -> FakeStore.withIntent(r, Entry.of(intent, 3)));
    }

    private Optional<Switchover> asked() {
        return bench.store.records("cache-a").intent().value().flatMap(Intent::switchover);
    }

    /** The leader answers as soon as it hears. */
    private void leaderAnswers(Answer.Result result, String sentence) {
        bench.store.onIntent = (pair, intent) -> bench.store.change(
                pair,
                r -> FakeStore.with(
                        r,
                        Entry.of(
                                World.assignment(
                                        "proxy-b",
                                        Optional.empty(),
                                        Optional.of(new Answer("wish-1", result, sentence))),
                                6)));
    }

    @Test
    void asksForTheOtherHostByNameUnderTheOperatorsName() {
        bench.env.put("TWINPROXY_OPERATOR", "alice");
        Bench.Run run = switchover();
        assertThat(run.code()).isZero();
        assertThat(asked())
                .contains(new Switchover(
                        "wish-1", Optional.of("proxy-b"), false, false, new Request("alice", "practice", World.NOW)));
        assertThat(bench.store.closed).isEqualTo(1);
    }

    @Test
    void recordsTheSystemsUserWithoutAName() {
        switchover();
        assertThat(asked().orElseThrow().request().by()).isEqualTo("oper@desk");
    }

    @Test
    void aDryRunChangesNothing() {
        assertThat(switchover("--dry-run").out()).contains("would move", "Dry run");
        assertThat(failover("--to", "proxy-b", "--dry-run").code()).isZero();
        assertThat(bench.store.writes).isZero();
    }

    @Test
    void refusesAStandbyThatIsNotReadyWithEveryReason() {
        reading(List.of("it is down: refused", "it is drained: x"), List.of(), 7);
        Bench.Run run = switchover();
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err())
                .contains("proxy-b is not ready: it is down: refused")
                .contains("proxy-b is not ready: it is drained: x");
        assertThat(bench.store.writes).isZero();
    }

    @Test
    void refusesWhatThePreflightFound() {
        reading(List.of(), List.of("no permission for ec2:AttachNetworkInterface"), 7);
        assertThat(switchover().err()).contains("could not be carried out: no permission");
    }

    @Test
    void refusesOnTheReadingOfAnEarlierLeader() {
        reading(List.of(), List.of(), 6);
        Bench.Run run = switchover();
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("the leader has not read the pair yet");
    }

    @Test
    void refusesWhilePaused() {
        intent(Intent.NONE.withPaused(Optional.of(new Request("bob", "racks", 0))));
        for (Bench.Run run : List.of(switchover(), failover("--to", "proxy-b"))) {
            assertThat(run.code()).isEqualTo(4);
            assertThat(run.err()).contains("paused by bob (racks); resume it first: twinproxy resume cache-a");
        }
    }

    @Test
    void refusesWhileAMoveIsUnderWayButAFailoverTakesItOver() {
        bench.store.put(World.moving("cache-a", "eni-0a1"));
        assertThat(switchover("--to", "proxy-b").err()).contains("a move to proxy-b is under way");
        bench.store.put(FakeStore.withHosts(World.moving("cache-a", "eni-0a1"), World.bothHosts()));
        Bench.Run run = failover("--to", "proxy-a");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("a move to proxy-b is under way; it is taken over");
    }

    @Test
    void refusesWhileAnotherWishIsUnansweredButAFailoverOvertakesIt() {
        intent(Intent.NONE.withSwitchover(
                new Switchover("w9", Optional.empty(), false, false, new Request("bob", "why not", 0))));
        assertThat(switchover().err()).contains("the wish of bob (why not) is not answered yet");
        assertThat(failover("--to", "proxy-b").out()).contains("overtakes the unanswered wish of bob");
        assertThat(asked().orElseThrow().id()).isEqualTo("wish-1");
    }

    @Test
    void refusesTheHostThatIsActiveAlready() {
        assertThat(switchover("--to", "proxy-a").err()).contains("proxy-a is active already");
        assertThat(failover("--to", "proxy-a").code()).isEqualTo(4);
    }

    @Test
    void refusesAHostNobodyKnowsAndNamesTheNearest() {
        assertThat(switchover("--to", "proxy-x").err()).contains("proxy-x is not a host of this pair; did you mean");
        assertThat(failover("--to", "elsewhere-entirely").err()).contains("its hosts: proxy-a, proxy-b");
    }

    @Test
    void aFailoverGoesToAHostThatIsNotReadyAndSaysSo() {
        reading(List.of("it is suspect: x"), List.of("no free device index"), 6);
        Bench.Run run = failover("--to", "proxy-b");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("proxy-b is not ready: it is suspect: x", "preflight: no free device index");
        assertThat(asked().orElseThrow().forced()).isTrue();
    }

    @Test
    void aFailoverRefusesADrainedHostWhileAnotherIsReady() {
        intent(Intent.NONE.withDrained("proxy-b", Optional.of(new Request("bob", "disks", World.ago(9)))));
        reading(List.of("it is drained: by bob: disks"), List.of(), 7);
        Bench.Run run = failover("--to", "proxy-b");
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err())
                .contains("proxy-b is drained by bob (disks), and proxy-a is ready: the endpoint would be moved"
                        + " straight back; undrain it first: twinproxy undrain cache-a proxy-b");
        assertThat(bench.store.writes).isZero();
    }

    @Test
    void aFailoverGoesToADrainedHostWhenNoOtherIsReady() {
        bench.store.put(World.ailing("cache-a", "eni-0a1"));
        bench.store.change("cache-a", r -> FakeStore.withHosts(r, World.bothHosts()));
        intent(Intent.NONE.withDrained("proxy-b", Optional.of(new Request("bob", "disks", World.ago(9)))));
        bench.store.change(
                "cache-a",
                r -> FakeStore.withReading(
                        r,
                        Entry.of(
                                World.reading(
                                        640,
                                        "the active is down",
                                        "x",
                                        "proxy-a",
                                        World.ready(List.of("it is down: refused"), List.of("it is drained: x"))),
                                11)));
        assertThat(failover("--to", "proxy-b").code()).isZero();
        assertThat(asked().flatMap(Switchover::to)).contains("proxy-b");
    }

    @Test
    void aFailoverRefusesAHostThatIsNotUp() {
        bench.store.put(World.ailing("cache-a", "eni-0a1"));
        intent(Intent.NONE);
        Bench.Run run = failover("--to", "proxy-b");
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("proxy-b is not up: its agent has no heartbeat");
    }

    @Test
    void asksNothingWhileNobodyLeads() {
        bench.store.leader = Optional.empty();
        Bench.Run run = switchover();
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("No controller leads", "their logs");
        assertThat(bench.store.writes).isZero();
    }

    @Test
    void refusesWhatCannotBeRead() {
        bench.store.change("cache-a", r -> FakeStore.withIntent(r, Entry.unreadable(4, "not JSON")));
        assertThat(switchover().err()).contains("the intent cannot be read: not JSON");
        assertThat(failover("--to", "proxy-b").code()).isEqualTo(4);
    }

    @Test
    void waitsForTheAnswer() {
        leaderAnswers(Answer.Result.DONE, "proxy-b holds the endpoint and answers");
        Bench.Run run = switchover("--wait");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("proxy-b holds the endpoint and answers");
        assertThat(run.err()).isEmpty();
        assertThat(bench.store.watchers()).isZero();
        assertThat(bench.interrupts).isEmpty();
    }

    @Test
    void theLeadersRefusalAndItsFailureHaveTheirOwnExitCodes() {
        leaderAnswers(Answer.Result.REFUSED, "it went down");
        assertThat(switchover("--wait=5s").code()).isEqualTo(4);
        bench.store.put(World.healthy("cache-a", "eni-0a1"));
        leaderAnswers(Answer.Result.FAILED, "attach was denied");
        Bench.Run failed = switchover("--wait=5s");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("the move failed: attach was denied");
    }

    @Test
    void endsWaitingInTimeAndTheRequestStands() {
        Bench.Run run = switchover("--wait=50ms");
        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("not done after 50ms; the request stands");
        assertThat(asked()).isPresent();
    }

    @Test
    void tellsALostConnectionFromASlowLeader() {
        bench.store.onIntent = (pair, intent) -> new Thread(() -> {
                    await().until(() -> bench.store.watchers() == 1);
                    bench.store.say(false);
                })
                .start();
        Bench.Run run = switchover("--wait=2s");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("connection to ZooKeeper is lost; the request stands");
    }

    @Test
    void showsTheStepOnATerminalAndSaysOnInterruptThatTheRequestStands() {
        bench.terminal = true;
        bench.env.put("NO_COLOR", "1");
        bench.store.onIntent = (pair, intent) -> bench.store.change(
                pair,
                r -> FakeStore.with(
                        r, Entry.of(World.assignment("proxy-b", Optional.of(World.move(1)), Optional.empty()), 6)));
        CompletableFuture<Bench.Run> run = CompletableFuture.supplyAsync(() -> switchover("--wait=30s"));
        await().until(() -> bench.errSoFar().contains("proxy-a -> proxy-b: detach eni-0a1 from proxy-a"));
        bench.interrupts.get(0).run();
        assertThat(bench.errSoFar()).contains("The request stands");
        leaderAnswers(Answer.Result.DONE, "done");
        bench.store.onIntent.accept("cache-a", Intent.NONE);
        assertThat(run.join().code()).isZero();
    }

    @Test
    void aWishOvertakenByAnotherEndsTheWaiting() {
        bench.store.onIntent = (pair, intent) -> intent(Intent.NONE.withSwitchover(
                new Switchover("w9", Optional.empty(), true, false, new Request("bob", "urgent", 0))));
        Bench.Run run = switchover("--wait=5s");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("overtaken by the wish of bob (urgent)");
    }

    @Test
    void showsThePairAndAsksOnATerminal() {
        bench.terminal = true;
        bench.answers.add("n");
        Bench.Run no = bench.run("switchover", "cache-a", "--reason", "x");
        assertThat(no.code()).isEqualTo(4);
        assertThat(no.err()).contains("1000 healthy", "move the endpoint from proxy-a to proxy-b", "[y/N]");
        assertThat(bench.store.writes).isZero();
        bench.answers.add("y");
        assertThat(bench.run("switchover", "cache-a", "--reason", "x").code()).isZero();
        assertThat(bench.store.writes).isEqualTo(1);
    }

    @Test
    void wantsYesWhereNobodyCanBeAsked() {
        Bench.Run run = bench.run("switchover", "cache-a", "--reason", "x");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("say --yes");
        assertThat(bench.store.writes).isZero();
    }

    @Test
    void writesNothingWhenThePairChangedSinceItWasJudged() {
        bench.store.beforeWrite = () -> bench.store.change(
                "cache-a",
                r -> FakeStore.with(
                        FakeStore.withIntent(r, Entry.of(Intent.NONE, 8)),
                        Entry.of(World.assignment("proxy-b", Optional.empty(), Optional.empty()), 6)));
        Bench.Run run = switchover();
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("the pair changed meanwhile");
        assertThat(bench.store.writes).isZero();
    }

    @Test
    void leavesTheRestOfTheIntentAsItWas() {
        intent(Intent.NONE.withDrained("proxy-z", Optional.of(new Request("bob", "gone", 0))));
        switchover();
        assertThat(bench.store.records("cache-a").intent().value().orElseThrow().drained())
                .containsKey("proxy-z");
    }

    @Test
    void waitingTakesNoPairForItsDuration() {
        leaderAnswers(Answer.Result.DONE, "done");
        assertThat(bench.run("switchover", "--yes", "--reason", "x", "--wait", "cache-a")
                        .code())
                .isZero();
        assertThat(bench.run("switchover", "cache-a", "--wait=soon", "--reason", "x")
                        .err())
                .contains("'soon' is not a duration such as 30s");
    }
}
