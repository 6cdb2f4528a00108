package io.twinproxy.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogReportTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(LogReport.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final LogReport log = new LogReport();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void saysASituationOnceUntilItChanges() {
        log.leading(Optional.of(Sample.EPOCH));
        for (int turn = 0; turn < 5; turn++) {
            log.read(Sample.healthy("cache-a"));
        }
        log.read(Sample.moving("cache-a", ""));
        assertThat(said())
                .containsExactly(
                        "this controller leads from now on (epoch 7)",
                        "cache-a: 1000 healthy: a serves, b is ready (epoch 7)",
                        "cache-a: 200 a move is under way -> b: moving to b (epoch 7)");
    }

    @Test
    void aSentenceThatOnlyCountsDownIsSaidOnce() {
        for (int left = 42; left > 0; left--) {
            log.read(Sample.status(
                    "cache-a", Situation.ACTIVE_DOWN_HELD_DOWN, "automatic moves rest for " + left + " s more"));
        }
        log.read(Sample.status("cache-a", Situation.ACTIVE_DOWN_HELD_DOWN, "another reason"));
        assertThat(said()).hasSize(2);
        assertThat(lines.list).allMatch(line -> line.getLevel() == Level.WARN);
    }

    @Test
    void pairsAreKeptApart() {
        log.read(Sample.healthy("cache-a"));
        log.read(Sample.healthy("cache-b"));
        log.read(Sample.healthy("cache-a"));
        assertThat(said()).hasSize(2);
    }

    @Test
    void aNewLeadershipSaysAgainWhatItReads() {
        log.leading(Optional.of(Sample.EPOCH));
        log.read(Sample.healthy("cache-a"));
        log.leading(Optional.empty());
        log.leading(Optional.empty());
        log.leading(Optional.of(Sample.EPOCH));
        log.read(Sample.healthy("cache-a"));
        assertThat(said()).hasSize(5).contains("this controller no longer leads (epoch 7 is over)");
    }

    @Test
    void saysMovesWithTheirTimesAndWhoAskedForThem() {
        Optional<Request> ann = Optional.of(new Request("ann", "kernel update", 0));
        log.happened("cache-a", Sample.event(Event.Kind.MOVE_STARTED, Situation.SWITCHOVER, ann));
        log.happened("cache-a", Sample.event(Event.Kind.MOVE_DONE, Situation.ACTIVE_DOWN, Optional.empty()));
        log.happened("cache-a", Sample.event(Event.Kind.SITUATION, Situation.HEALTHY, Optional.empty()));
        assertThat(said().get(0))
                .startsWith("cache-a: move from a to b begins: ")
                .endsWith("(320, epoch 7, for ann)");
        assertThat(said().get(1)).contains("done [detected 40 ms, answered 210 ms]: a: the leader's probe is refused");
        assertThat(said()).hasSize(2);
    }

    @Test
    void aFailedMoveIsAWarning() {
        log.happened("cache-a", Sample.event(Event.Kind.MOVE_FAILED, Situation.ACTIVE_DOWN, Optional.empty()));
        assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void anOperatorsWordsCannotForgeALine() {
        log.read(Sample.status("cache-a", Situation.PAUSED, "paused by ann: x\r\ncache-b: 1000 healthy"));
        assertThat(said().get(0)).doesNotContain("\n").doesNotContain("\r");
    }

    @Test
    void callsAndLatenessAndTurnsAreSilent() {
        log.called("cache-a", "observe", Duration.ofSeconds(2), false);
        log.late(Duration.ofSeconds(1));
        log.turned();
        assertThat(said()).isEmpty();
    }

    @Test
    void aPairThatIsNoLongerDeclaredIsSaidOnce() {
        log.read(Sample.healthy("cache-a"));
        log.removed("cache-a");
        log.removed("cache-a");
        assertThat(said()).hasSize(2);
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
