package io.twinproxy.controller.act.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandEndpointTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Target A = new Target("proxy-a", Optional.empty(), Optional.empty());
    private static final Target B = new Target("proxy-b", Optional.empty(), Optional.empty());
    private static final List<Target> HOSTS = List.of(A, B);

    @TempDir
    Path directory;

    private static CommandEndpoint shell(String observe, String move, Duration timeout) {
        return new CommandEndpoint(
                "cache-a", List.of("/bin/sh", "-c", observe), List.of("/bin/sh", "-c", move, "move"), timeout);
    }

    private static Placement placement(String observe) {
        return shell(observe, "", TIMEOUT).observe().placement(HOSTS, Optional.empty());
    }

    private static Outcome move(String move) {
        return shell("", move, TIMEOUT).run(new MoveTo("proxy-b"));
    }

    @Test
    void theFirstLineNamesTheHolder() {
        assertThat(placement("echo ' proxy-b '; echo proxy-a").heldBy("proxy-b"))
                .isTrue();
        assertThat(placement("echo").kind()).isEqualTo(Placement.Kind.NONE);
        assertThat(placement("true").kind()).isEqualTo(Placement.Kind.NONE);
        assertThat(placement("echo elsewhere").kind()).isEqualTo(Placement.Kind.OUTSIDE);
    }

    @Test
    void whatIsNoHostNameIsUnreadable() {
        assertThat(placement("echo 'two words'").kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(placement("head -c 300 /dev/zero | tr '\\0' x").kind()).isEqualTo(Placement.Kind.UNKNOWN);
    }

    @Test
    void anObserveCommandThatFailsIsUnreadableWithItsLastWords() {
        Placement placement = placement("echo proxy-a; echo first >&2; echo 'no route' >&2; echo >&2; exit 3");
        assertThat(placement.kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(placement.sentence()).isEqualTo("the observe command exited with 3: no route");
    }

    @Test
    void aProgramThatIsNotThereIsUnreadableAndRefuses() {
        CommandEndpoint endpoint =
                new CommandEndpoint("cache-a", List.of("/nowhere/at-all"), List.of("/nowhere/at-all"), TIMEOUT);
        assertThat(endpoint.observe().placement(HOSTS, Optional.empty()).kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(endpoint.run(new MoveTo("proxy-a")).kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(endpoint.preflight(HOSTS).general()).hasSize(2).allMatch(s -> s.contains("/nowhere/at-all"));
    }

    @Test
    void theMoveCommandIsToldWhereAndForWhichPair() throws IOException {
        Path told = directory.resolve("told");
        String move = "echo \"$# $1 $TWINPROXY_PAIR $TWINPROXY_HOST\" > '" + told + "'";
        assertThat(move(move).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(Files.readString(told)).isEqualTo("1 proxy-b cache-a proxy-b\n");
    }

    @Test
    void theObserveCommandIsToldThePairOnly() {
        assertThat(placement("echo \"$TWINPROXY_PAIR${TWINPROXY_HOST-}\"").sentence())
                .contains("cache-a, no host");
    }

    @Test
    void theExitCodeIsTheOutcome() {
        assertThat(move("exit 0").kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(move("exit 75").kind()).isEqualTo(Outcome.Kind.PENDING);
        Outcome refused = move("echo 'not on my watch' >&2; exit 1");
        assertThat(refused.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(refused.sentence()).endsWith(": not on my watch");
    }

    @Test
    void whatDoesNotEndIsUnknownAndKilledWithItsChildren() {
        Path pid = directory.resolve("pid");
        CommandEndpoint endpoint =
                shell("sleep 100", "sleep 100 & echo $! > '" + pid + "'; wait", Duration.ofMillis(300));
        assertThat(endpoint.run(new MoveTo("proxy-b")).kind()).isEqualTo(Outcome.Kind.UNKNOWN);
        await().until(() -> ProcessHandle.of(
                        Long.parseLong(Files.readString(pid).trim()))
                .map(p -> !p.isAlive())
                .orElse(true));
        assertThat(endpoint.observe().placement(HOSTS, Optional.empty()).kind()).isEqualTo(Placement.Kind.UNKNOWN);
    }

    @Test
    void readsNoInput() {
        assertThat(placement("cat; echo proxy-a").heldBy("proxy-a")).isTrue();
    }

    @Test
    void aFloodOfOutputIsReadAndDropped() {
        assertThat(placement("echo proxy-a; head -c 3000000 /dev/zero").heldBy("proxy-a"))
                .isTrue();
        Outcome outcome = move("head -c 3000000 /dev/zero | tr '\\0' '\\n' >&2; echo why >&2; exit 1");
        assertThat(outcome.sentence()).endsWith(": why");
    }

    @Test
    void childrenThatHoldTheOutputOpenAreBoundedAndDoNotHideTheAnswer() throws IOException {
        Path pids = directory.resolve("pids");
        CommandEndpoint endpoint = shell("sleep 100 & echo $! >> '" + pids + "'; echo proxy-a; sleep 0.1", "", TIMEOUT);
        try {
            for (int i = 0; i < 8; i++) {
                assertThat(endpoint.observe().placement(HOSTS, Optional.empty()).heldBy("proxy-a"))
                        .isTrue();
            }
            Placement refused = endpoint.observe().placement(HOSTS, Optional.empty());
            assertThat(refused.kind()).isEqualTo(Placement.Kind.UNKNOWN);
            assertThat(refused.sentence()).contains("hold its output open");
        } finally {
            for (String pid : Files.readAllLines(pids)) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        await().until(() ->
                endpoint.observe().placement(HOSTS, Optional.empty()).heldBy("proxy-a"));
    }

    @Test
    void movesUntilTheObserveCommandNamesTheWantedHost() {
        Path holder = directory.resolve("holder");
        CommandEndpoint endpoint =
                shell("cat '" + holder + "' 2>/dev/null || echo", "echo \"$1\" > '" + holder + "'", TIMEOUT);
        Next first = endpoint.observe().next(B, Duration.ZERO);
        assertThat(first.step()).contains(new MoveTo("proxy-b"));
        assertThat(endpoint.run(first.step().orElseThrow()).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(endpoint.run(first.step().orElseThrow()).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(endpoint.observe().next(B, Duration.ZERO).kind()).isEqualTo(Next.Kind.ARRIVED);
        assertThat(endpoint.observe().next(A, Duration.ZERO).step()).contains(new MoveTo("proxy-a"));
    }

    @Test
    void thePreflightRunsTheObserveCommandOnly() {
        Path moved = directory.resolve("moved");
        CommandEndpoint endpoint = shell("echo elsewhere", "touch '" + moved + "'", TIMEOUT);
        assertThat(endpoint.preflight(HOSTS).general()).isEmpty();
        assertThat(endpoint.preflight(HOSTS).warnings()).hasSize(1).allMatch(s -> s.contains("elsewhere"));
        assertThat(moved).doesNotExist();
        CommandEndpoint onPath = new CommandEndpoint("cache-a", List.of("echo"), List.of("true"), TIMEOUT);
        assertThat(onPath.preflight(HOSTS).sentences()).isEmpty();
    }
}
