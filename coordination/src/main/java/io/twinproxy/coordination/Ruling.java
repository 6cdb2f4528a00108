package io.twinproxy.coordination;

import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Event;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a leader writes when it has decided: all of it, or nothing if what it decided on is no longer so. The history is
 * told in the same write, so that what happened and what is said to have happened cannot differ, whoever dies when.
 *
 * @param onAssignment the assignment's version it was decided on, {@link Entry#ABSENT} when there was none
 * @param onIntent the intent's version it was decided on; empty when it holds whatever operators want
 * @param events what the history is told, oldest first; {@link Store#trimEvents} keeps the history short
 */
public record Ruling(Assignment assignment, int onAssignment, OptionalInt onIntent, List<Event> events) {
    public Ruling {
        events = List.copyOf(events);
    }

    /** One that holds whatever operators want, and that the history is not told of. */
    public static Ruling of(Assignment assignment, int onAssignment) {
        return new Ruling(assignment, onAssignment, OptionalInt.empty(), List.of());
    }
}
