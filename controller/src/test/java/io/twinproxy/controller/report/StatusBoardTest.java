package io.twinproxy.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private final AtomicLong now = new AtomicLong();
    private final StatusBoard board = new StatusBoard("controller-1", now::get, () -> 0);

    @Test
    void showsTheNewestOfEachPairAndForHowLongItHasBeenSo() {
        board.leading(Optional.of(Sample.EPOCH));
        board.read(Sample.status("cache-a", Situation.NO_STANDBY, "old"));
        pass(5);
        board.read(Sample.status("cache-a", Situation.NO_STANDBY, "new"));
        board.read(Sample.healthy("cache-b"));
        pass(2);
        Snapshot snapshot = board.snapshot();
        assertThat(snapshot.pairs()).extracting(p -> p.status().pair()).containsExactly("cache-a", "cache-b");
        assertThat(snapshot.pairs().get(0).status().decision().sentence()).isEqualTo("new");
        assertThat(snapshot.pairs().get(0).since()).isEqualTo(Duration.ofSeconds(7));
        assertThat(snapshot.pairs().get(1).since()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aChangeOfSituationBeginsANewTime() {
        board.read(Sample.healthy("cache-a"));
        pass(5);
        board.read(Sample.status("cache-a", Situation.ACTIVE_SUSPECT, "a: one signal"));
        assertThat(board.snapshot().pairs().get(0).since()).isEqualTo(Duration.ZERO);
    }

    @Test
    void whoNoLongerLeadsKnowsNothingOfPairs() {
        board.leading(Optional.of(Sample.EPOCH));
        board.read(Sample.healthy("cache-a"));
        board.leading(Optional.empty());
        assertThat(board.snapshot().pairs()).isEmpty();
        assertThat(board.snapshot().epoch()).isEmpty();
    }

    @Test
    void aPairThatIsNoLongerDeclaredIsTakenDownWithItsHistory() {
        board.read(Sample.healthy("cache-a"));
        board.happened("cache-a", Sample.event(Event.Kind.MOVE_DONE, Situation.ACTIVE_DOWN, Optional.empty()));
        assertThat(board.snapshot().pairs().get(0).last()).isPresent();
        board.removed("cache-a");
        board.read(Sample.healthy("cache-a"));
        assertThat(board.snapshot().pairs().get(0).last()).isEmpty();
    }

    @Test
    void holdsABoundedNumberOfPairs() {
        for (int i = 0; i < StatusBoard.PAIRS_MAX + 10; i++) {
            board.read(Sample.healthy("cache-" + i));
        }
        assertThat(board.snapshot().pairs()).hasSize(StatusBoard.PAIRS_MAX);
    }

    @Test
    void theLoopStandsStillAfterTenSecondsWithoutATurn() {
        pass(9);
        assertThat(board.snapshot().turning()).isTrue();
        pass(1);
        assertThat(board.snapshot().turning()).isFalse();
        board.turned();
        assertThat(board.snapshot().turning()).isTrue();
    }

    private void pass(long seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
