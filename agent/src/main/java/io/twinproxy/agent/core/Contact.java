package io.twinproxy.agent.core;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether ZooKeeper can be reached, and when to say so. A connection that is made within {@link #BRIEF}, at a start or
 * after a server went, is not worth a line at night. Loop's thread only.
 */
final class Contact {
    private static final Duration BRIEF = Duration.ofSeconds(1);

    private boolean there = true;
    private boolean lossTold;
    private long lostNanos;

    boolean there() {
        return there;
    }

    /** News of the connection; a sentence when it ends a loss that was told of. */
    Optional<String> heard(boolean now, long nanos) {
        if (there && !now) {
            lostNanos = nanos;
        }
        boolean back = now && lossTold;
        there = now;
        lossTold &= !now;
        return back ? Optional.of("ZooKeeper is back.") : Optional.empty();
    }

    /** A sentence, once, when it has been gone for more than a moment. */
    Optional<String> due(long nanos) {
        if (there || lossTold || nanos - lostNanos < BRIEF.toNanos()) {
            return Optional.empty();
        }
        lossTold = true;
        return Optional.of("ZooKeeper is unreachable; serving goes on as it was.");
    }
}
