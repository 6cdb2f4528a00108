package io.twinproxy.controller.report;

import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several reports as one. A listener that throws is logged and costs neither the loop nor the other listeners. */
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private Reports() {}

    /** Tells each in the order given. */
    public static Report all(Report... reports) {
        return new All(Stream.of(reports).map(Isolated::new).toList());
    }

    private record All(List<Isolated> reports) implements Report {
        @Override
        public void leading(Optional<Epoch> epoch) {
            each(r -> r.leading(epoch));
        }

        @Override
        public void read(PairStatus status) {
            each(r -> r.read(status));
        }

        @Override
        public void removed(String pair) {
            each(r -> r.removed(pair));
        }

        @Override
        public void happened(String pair, Event event) {
            each(r -> r.happened(pair, event));
        }

        @Override
        public void called(String pair, String what, Duration took, boolean answered) {
            each(r -> r.called(pair, what, took, answered));
        }

        @Override
        public void late(Duration by) {
            each(r -> r.late(by));
        }

        @Override
        public void turned() {
            each(Report::turned);
        }

        private void each(Consumer<Report> call) {
            reports.forEach(report -> report.tell(call));
        }
    }

    /** One listener with the count of what it threw; the loop's thread only. */
    private static final class Isolated {
        private final Report report;
        private long thrown;

        Isolated(Report report) {
            this.report = report;
        }

        /** A listener that throws on every turn is logged at its first, second, fourth, eighth … failure. */
        void tell(Consumer<Report> call) {
            try {
                call.accept(report);
            } catch (RuntimeException e) {
                thrown++;
                if (Long.bitCount(thrown) == 1) {
                    LOG.warn(
                            "{} failed, {} times so far; the loop goes on",
                            report.getClass().getName(),
                            thrown,
                            e);
                }
            }
        }
    }
}
