package io.twinproxy.proxy.backend;

import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a connection when a call may be overdue: one timer for all its calls, set for the earliest and set again when it
 * fires, so a request that is answered in time costs no timer of its own.
 *
 * <p>It fires twice: the second time a moment later, after the loop has read its sockets once more. A loop that was held up
 * thus finds the replies that had come meanwhile before it calls them late.
 */
final class CallTimeouts {
    private static final long SECOND_LOOK_NANOS = 1_000_000;

    private final Loop loop;
    private final Queue<Call> calls;
    private final LongConsumer expire;
    private @Nullable ScheduledFuture<?> timer;
    private boolean stopped;

    CallTimeouts(Loop loop, Queue<Call> calls, LongConsumer expire) {
        this.loop = loop;
        this.calls = calls;
        this.expire = expire;
    }

    void arm(Call call) {
        if (timer == null && call.timeoutNanos() > 0) {
            schedule(call.timeoutNanos(), this::due);
        }
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void due() {
        timer = null;
        long wait = waitNanos(loop.nanos());
        if (wait <= 0) {
            schedule(SECOND_LOOK_NANOS, this::overdue);
        } else {
            again(wait);
        }
    }

    private void overdue() {
        timer = null;
        expire.accept(loop.nanos());
        again(waitNanos(loop.nanos()));
    }

    private void again(long wait) {
        if (!stopped && timer == null && wait < Long.MAX_VALUE) {
            schedule(Math.max(wait, SECOND_LOOK_NANOS), this::due);
        }
    }

    /** Until the next call is overdue; for one that already is and was given up, until the connection counts as stuck. */
    private long waitNanos(long now) {
        long wait = Long.MAX_VALUE;
        for (Call call : calls) {
            if (call.timeoutNanos() > 0) {
                long left = (call.wanted() ? 1 : 2) * call.timeoutNanos() - (now - call.queuedAt());
                wait = Math.min(wait, call.wanted() ? left : Math.max(left, call.timeoutNanos() / 4));
            }
        }
        return wait;
    }

    private void schedule(long nanos, Runnable task) {
        timer = loop.eventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
}
