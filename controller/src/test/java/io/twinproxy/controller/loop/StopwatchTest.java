package io.twinproxy.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.record.Move;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    private static final Move MOVE =
            new Move("m1", Optional.of("proxy-a"), "proxy-b", "", 620, "down", Optional.empty(), 1000, new TreeMap<>());

    private static Stopwatch started() {
        return Stopwatch.started(0, 0, 1000, List.of());
    }

    private static void ask(Stopwatch stopwatch, int from, int to) {
        for (int i = from; i <= to; i++) {
            stopwatch.asked("step " + i, i * 1_000_000L);
        }
    }

    private static List<String> steps(Stopwatch stopwatch) {
        return stopwatch.timed(MOVE).steps();
    }

    @Test
    void aStepThatIsAskedForAgainAndAgainIsNotedOnce() {
        Stopwatch stopwatch = started();
        stopwatch.asked("detach", 5_000_000);
        stopwatch.asked("detach", 9_000_000);
        stopwatch.asked("attach", 20_000_000);
        assertThat(steps(stopwatch)).containsExactly("detach (at 5 ms)", "attach (at 20 ms)");
    }

    @Test
    void twentyTablesAndALadderAreAllKept() {
        Stopwatch stopwatch = started();
        ask(stopwatch, 1, Move.STEPS_MAX);
        assertThat(steps(stopwatch)).hasSize(32).startsWith("step 1 (at 1 ms)").endsWith("step 32 (at 32 ms)");
    }

    @Test
    void ofMoreTheFirstAndTheLastAreKeptAndTheRestCounted() {
        Stopwatch stopwatch = started();
        ask(stopwatch, 1, 33);
        assertThat(steps(stopwatch))
                .hasSize(32)
                .contains("step 24 (at 24 ms)", "… 2 more steps …", "step 27 (at 27 ms)");
        ask(stopwatch, 34, 50);
        assertThat(steps(stopwatch))
                .hasSize(32)
                .containsSubsequence(
                        "step 24 (at 24 ms)", "… 19 more steps …", "step 44 (at 44 ms)", "step 50 (at 50 ms)");
    }

    @Test
    void whoeverTakesTheMoveOverCountsOn() {
        Stopwatch stopwatch = started();
        ask(stopwatch, 1, 40);
        Stopwatch next = Stopwatch.continued(stopwatch.timed(MOVE), 60_000_000, 1060);
        next.asked("lead", 60_000_000);
        assertThat(steps(next)).hasSize(32).contains("… 10 more steps …").endsWith("lead (at 60 ms)");
    }
}
