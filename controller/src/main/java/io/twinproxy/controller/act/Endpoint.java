package io.twinproxy.controller.act;

import java.time.Duration;
import java.util.List;

/**
 * What clients connect to, and how it is moved. {@link #observe} and {@link #run} block, each for at most {@link
 * #callTimeout()}; they are made on a worker thread, one at a time for a pair.
 */
public interface Endpoint {
    /** Asks the cloud who holds the endpoint. Never throws for what is expected: no answer is an observation too. */
    Observed observe();

    /**
     * Carries out one step. Idempotent in effect: a step repeated, or overtaken by another controller's, changes
     * nothing that {@link Observed#next} would not want. UNKNOWN means that it may have happened.
     */
    Outcome run(Step step);

    /**
     * Every reason why a move could not be carried out, as sentences: permissions (by dry run), wrong ids, zones,
     * limits. Changes nothing. Makes several calls, each bounded like the others.
     */
    Preflight preflight(List<Target> hosts);

    /** The longest one call may take; a lease must outlast it. */
    Duration callTimeout();
}
