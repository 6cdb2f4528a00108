package io.twinproxy.controller.report;

import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What this controller knows at one moment.
 *
 * @param controller its name
 * @param epoch its leadership, while it leads
 * @param sinceTurn since its loop last turned
 * @param atMillis wall-clock time, for people only
 * @param pairs in the order of their names; none unless it leads
 */
public record Snapshot(String controller, Optional<Epoch> epoch, Duration sinceTurn, long atMillis, List<Pair> pairs) {
    /** A loop that turns at least once a second and has not for this long is stuck, not slow. */
    static final Duration STUCK_AFTER = Duration.ofSeconds(10);

    public Snapshot {
        pairs = List.copyOf(pairs);
    }

    public boolean turning() {
        return sinceTurn.compareTo(STUCK_AFTER) < 0;
    }

    /**
     * One pair.
     *
     * @param since for how long it has been in this situation, as far as this leadership saw
     * @param last what last went into its history, as far as this leadership wrote it
     */
    public record Pair(PairStatus status, Duration since, Optional<Event> last) {
        public Tone tone() {
            return Tone.of(status.decision().situation());
        }
    }
}
