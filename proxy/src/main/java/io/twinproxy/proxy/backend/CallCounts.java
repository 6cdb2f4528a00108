package io.twinproxy.proxy.backend;

import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.Latency;
import io.twinproxy.proxy.stats.Tally;

/**
 * Counts where the calls of one connection are (waiting to be written, or written and waiting for their replies), and how
 * long those took that were answered.
 */
record CallCounts(Tally<BackendField> tally, Latency latency) {

    void queued(Call call) {
        tally.add(BackendField.REQUESTS, 1);
        tally.add(BackendField.REQUEST_BYTES, call.bytes());
        tally.add(BackendField.IN_QUEUE, 1);
        tally.add(BackendField.IN_QUEUE_BYTES, call.bytes());
    }

    void sent(Call call) {
        left(call);
        tally.add(BackendField.OUT_QUEUE, 1);
        tally.add(BackendField.OUT_QUEUE_BYTES, call.bytes());
        call.markSent();
    }

    /** The call has its reply, be it too late for whoever waited: how slow a server is its late replies tell best. */
    void answered(Call call, long now) {
        left(call);
        tally.add(BackendField.RESPONSES, 1);
        latency.record(now - call.queuedAt());
    }

    /** The call is in neither queue any more. */
    void left(Call call) {
        tally.add(call.sent() ? BackendField.OUT_QUEUE : BackendField.IN_QUEUE, -1);
        tally.add(call.sent() ? BackendField.OUT_QUEUE_BYTES : BackendField.IN_QUEUE_BYTES, -call.bytes());
    }
}
