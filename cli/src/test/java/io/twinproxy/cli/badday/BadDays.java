package io.twinproxy.cli.badday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad days from end to end: what the operator reads, that nothing was moved, and that the pair beside it is served and
 * fails over all the same.
 */
abstract class BadDays {
    /** Long enough for a wrong move to begin: detection and decision take a fraction of it. */
    private static final Duration A_WHILE = Duration.ofMillis(1500);

    static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    static Stage stage;
    private static int tests;

    /** The pair that nothing is wrong with; another one for each test. */
    String well = "";

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

    /** The reading has the number, {@code check} every sentence and exit code 1, and {@code status} calls it degraded. */
    static void told(String pair, int situation, String... sentences) {
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

    static void awaitReady(String pair) {
        await().atMost(SOON).untilAsserted(() -> {
            Stage.Run check = stage.run("check " + pair);
            assertThat(check.code()).as(check.all()).isZero();
        });
    }

    static void untouched(String pair, String holder) throws Exception {
        await().during(A_WHILE)
                .atMost(A_WHILE.multipliedBy(4))
                .until(() -> stage.holder(stage.eni(pair)).equals(Optional.of(holder)));
        assertThat(stage.moves(pair)).isEmpty();
    }

    static void switchover(String pair, String to) {
        Stage.Run run = stage.run("switchover " + pair + " --to " + to + " --reason practice --yes --wait=20s");
        assertThat(run.code()).as(run.all()).isZero();
    }

    static void awaitMoved(String pair, String to) {
        await().atMost(SOON).until(() -> {
            Entry<Assignment> assignment = stage.store().read(pair).assignment();
            return assignment.value().flatMap(Assignment::active).equals(Optional.of(to))
                    && assignment.value().flatMap(Assignment::move).isEmpty();
        });
    }

    List<Event> declared() throws Exception {
        return stage.store().events(well, 100).stream()
                .filter(e -> e.kind() == Event.Kind.DECLARED)
                .toList();
    }

    void thePairBesideItFailsOver() {
        awaitReady(well);
        stage.hosts(well).get(0).stopServing();
        awaitMoved(well, well + "-b");
    }
}
