package io.twinproxy.controller.report;

import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.Optional;

/** Hears what the loop decides and does. Called on the loop's thread: must be short, and must not throw. */
public interface Report {
    /** This controller leads from now on, under that epoch; or no longer does. */
    void leading(Optional<Epoch> epoch);

    /** A pair was read again. Called for every turn: compare, and say something only when something changed. */
    void read(PairStatus status);

    /** The pair is no longer declared. */
    void removed(String pair);

    /** Something happened that goes into the pair's history. */
    void happened(String pair, Event event);

    /** One call to the cloud or the store ended. */
    void called(String pair, String what, Duration took, boolean answered);

    /** The loop's turn came this much later than it had asked for. */
    void late(Duration by);

    /** One turn of the loop has ended, leading or not: what the health answer rests on. */
    default void turned() {}
}
