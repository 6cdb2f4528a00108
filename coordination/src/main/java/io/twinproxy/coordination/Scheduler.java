package io.twinproxy.coordination;

import java.time.Duration;

/**
 * Runs things later, one at a time, in the order in which they fall due. A simulator owns all ordering through it; in
 * production it is one thread.
 */
@FunctionalInterface
public interface Scheduler {
    /** Never runs anything before it returns, not even after a delay of zero. */
    void after(Duration delay, Runnable run);
}
