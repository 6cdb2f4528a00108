package io.twinproxy.coordination;

import java.time.Duration;

/**
 * The right to act until a local deadline.
 *
 * <p>The deadline is counted on this machine's monotonic clock from when the last acknowledged exchange with the store
 * was <em>sent</em>, plus the session timeout, less a margin for clocks that run apart: the store cannot have given the
 * leadership to anyone else before it.
 *
 * @param untilNanos a reading of the same clock the program was built with
 */
public record Lease(Epoch epoch, long untilNanos) {
    public Duration remaining(long nowNanos) {
        return Duration.ofNanos(untilNanos - nowNanos);
    }

    /** Whether a call that may take this long ends before the lease does. */
    public boolean outlasts(Duration call, long nowNanos) {
        return remaining(nowNanos).compareTo(call) > 0;
    }
}
