package io.twinproxy.controller.loop;

import io.twinproxy.controller.act.Endpoints;
import io.twinproxy.controller.report.Report;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.probe.Prober;
import java.util.function.LongSupplier;

/**
 * All that a controller touches.
 *
 * @param name this controller's
 * @param nanos the monotonic clock that leases, ages and deadlines are counted on
 * @param wallMillis wall-clock time, for records that people read
 */
public record World(
        String name,
        LongSupplier nanos,
        LongSupplier wallMillis,
        Store store,
        Leadership leadership,
        Prober prober,
        Endpoints endpoints,
        Worker worker,
        Mailbox mailbox,
        Report report) {
    World withWorker(Worker other) {
        return new World(name, nanos, wallMillis, store, leadership, prober, endpoints, other, mailbox, report);
    }
}
