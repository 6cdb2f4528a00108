package io.twinproxy.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportsTest {
    @Test
    void aListenerThatThrowsCostsTheOthersNothing() {
        List<String> first = new ArrayList<>();
        List<String> last = new ArrayList<>();
        Report all = Reports.all(recorder(first, false), recorder(new ArrayList<>(), true), recorder(last, false));
        all.leading(Optional.of(Sample.EPOCH));
        all.read(Sample.healthy("cache-a"));
        all.happened("cache-a", Sample.event(Event.Kind.MOVE_DONE, Situation.ACTIVE_DOWN, Optional.empty()));
        all.called("cache-a", "observe", Duration.ZERO, true);
        all.late(Duration.ZERO);
        all.removed("cache-a");
        all.turned();
        assertThat(first).containsExactly("leading", "read", "happened", "called", "late", "removed", "turned");
        assertThat(last).isEqualTo(first);
    }

    private static Report recorder(List<String> heard, boolean broken) {
        return new Report() {
            private void hear(String what) {
                heard.add(what);
                if (broken) {
                    throw new IllegalStateException("broken on purpose");
                }
            }

            @Override
            public void leading(Optional<Epoch> epoch) {
                hear("leading");
            }

            @Override
            public void read(PairStatus status) {
                hear("read");
            }

            @Override
            public void removed(String pair) {
                hear("removed");
            }

            @Override
            public void happened(String pair, Event event) {
                hear("happened");
            }

            @Override
            public void called(String pair, String what, Duration took, boolean answered) {
                hear("called");
            }

            @Override
            public void late(Duration by) {
                hear("late");
            }

            @Override
            public void turned() {
                hear("turned");
            }
        };
    }
}
