package io.twinproxy.proxy.backend;

import io.twinproxy.proxy.stats.BackendField;
import java.net.InetAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every backend of a pool whether it is well: those that are in now and then, so that a host without clients knows too;
 * those whose idle connection was closed at once; those that are out from {@code server_retry_timeout} after they failed,
 * until one answers. Runs on the pool's first loop; at most one probe per backend at a time.
 */
final class Prober {
    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
    private static final long LOOK_MILLIS = 100;
    /** A backend that is out and may come back is tried this often. */
    private static final long RETURN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
    /** A probe that times out once may have met our own pause; twice in a row is the backend's. */
    private static final int TIMEOUTS_BELIEVED = 2;

    private final Loop loop;
    private final Pool pool;
    private final long intervalNanos;
    private final IdentityHashMap<Backend, Watch> watches = new IdentityHashMap<>();
    private @Nullable ScheduledFuture<?> timer;
    private volatile boolean stopped;

    /** What is known of one backend's probes. */
    private static final class Watch {
        boolean probing;
        long nextAt;
        int timeouts;
        int attempts;
        /** Replies of all its connections when it was last asked. */
        long responses;
        /** What its name led to when it was last well. */
        Set<InetAddress> addresses = Set.of();
    }

    Prober(Loop loop, Pool pool, Duration interval) {
        this.loop = loop;
        this.pool = pool;
        this.intervalNanos = interval.toNanos();
    }

    void start() {
        loop.eventLoop().execute(() -> {
            if (!stopped) {
                timer = loop.eventLoop()
                        .scheduleAtFixedRate(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    void stop() {
        stopped = true;
        loop.eventLoop().execute(() -> {
            if (timer != null) {
                timer.cancel(false);
            }
        });
    }

    /** Probes a backend now; from any loop. */
    void soon(Backend backend) {
        loop.eventLoop().execute(() -> {
            if (backend.state() == Backend.State.IN) {
                probe(backend);
            }
        });
    }

    private void look() {
        watches.keySet().retainAll(pool.route().backends());
        long now = loop.nanos();
        for (Backend backend : pool.route().backends()) {
            Watch watch = watches.computeIfAbsent(backend, b -> new Watch());
            long dueAt = backend.state() == Backend.State.IN ? watch.nextAt : Math.max(watch.nextAt, backend.retryAt);
            if (watch.nextAt == 0 || now - dueAt >= 0) {
                probe(backend);
            } else if (backend.state() != Backend.State.IN && watch.nextAt - now > RETURN_NANOS_MAX) {
                watch.nextAt = backend.retryAt;
            }
        }
    }

    private void probe(Backend backend) {
        Watch watch = watches.computeIfAbsent(backend, b -> new Watch());
        if (watch.probing || stopped) {
            return;
        }
        watch.probing = true;
        long startedAt = loop.nanos();
        Set<InetAddress> addresses = loop.names().last(backend.server().host());
        new Probe(
                        loop,
                        pool.protocol(),
                        pool.route().config(),
                        backend.server(),
                        watch.attempts++,
                        pool.connectTimeoutMillis(),
                        outcome -> {
                            watch.probing = false;
                            settle(backend, watch, startedAt, outcome);
                            if (outcome.equals(Probe.WELL)) {
                                follow(backend, watch, addresses);
                            }
                        })
                .start();
    }

    /**
     * A node that is replaced behind its name may be left standing for a while, or hang: its connections are given up once
     * the new one has answered. The addresses are those the probe chose from.
     */
    private void follow(Backend backend, Watch watch, Set<InetAddress> addresses) {
        if (!addresses.isEmpty() && !addresses.equals(watch.addresses)) {
            if (!watch.addresses.isEmpty()) {
                pool.moved(backend, addresses);
            }
            watch.addresses = addresses;
        }
    }

    private void settle(Backend backend, Watch watch, long startedAt, String outcome) {
        boolean well = outcome.equals(Probe.WELL);
        watch.timeouts = outcome.equals(SocketFailure.TIMED_OUT) ? watch.timeouts + 1 : 0;
        long responses = backend.total(BackendField.RESPONSES);
        // A name server that fails says nothing of a backend whose connections answer.
        boolean answers = responses != watch.responses;
        watch.responses = responses;
        if (well) {
            pool.probed(backend);
        } else if (outcome.equals(Probe.OWN) || (outcome.equals(Probe.UNRESOLVED) && answers)) {
            LOG.debug("The probe of {} tells nothing: {}.", backend.server().ringName(), outcome);
        } else if (watch.timeouts == 0 || watch.timeouts >= TIMEOUTS_BELIEVED) {
            pool.failed(backend, startedAt, outcome);
        }
        boolean in = backend.state() == Backend.State.IN;
        long wait = well && in ? intervalNanos : Math.min(intervalNanos, RETURN_NANOS_MAX);
        watch.nextAt = loop.nanos() + wait;
        if (in && watch.timeouts == 1) {
            watch.nextAt = loop.nanos();
        }
    }
}
