package io.twinproxy.controller.report;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.twinproxy.controller.decide.Health;
import io.twinproxy.controller.decide.HostView;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Event;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The same news as numbers, for Prometheus. Gauges of pairs exist only while this controller leads, so that a deposed
 * leader's last word is not taken for the truth. The loop's thread writes; a scrape may read at any time.
 */
public final class Metrics implements Report {
    /** Labels come from the loop's own words; this bounds what a word with an id in it could do. */
    static final int CALLS_MAX = 50;

    /** From a local emulator's call to a forced detach, in seconds. */
    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    };

    private final Gauge leading;
    private final Gauge epochs;
    private final Gauge pairs;
    private final Gauge situation;
    private final Gauge holdDown;
    private final Gauge health;
    private final Gauge ready;
    private final Counter moves;
    private final Counter refused;
    private final Histogram phases;
    private final Histogram calls;
    private final Counter callFailures;
    private final Histogram lateness;

    private final Map<String, SortedSet<String>> hosts = new TreeMap<>();
    private final SortedSet<String> whats = new TreeSet<>();
    private Optional<Epoch> epoch = Optional.empty();

    public Metrics(PrometheusRegistry registry) {
        leading = gauge(registry, "twinproxy_controller_leading", "1 while this controller leads, else 0.");
        epochs = gauge(registry, "twinproxy_controller_epoch", "The leadership's number while it leads, else 0.");
        pairs = gauge(registry, "twinproxy_pairs", "Pairs this controller leads.");
        situation = gauge(
                registry, "twinproxy_pair_situation", "The number of the pair's situation; 1000 is healthy.", "pair");
        holdDown = gauge(
                registry,
                "twinproxy_pair_hold_down_seconds",
                "For how many seconds more automatic moves of the pair rest.",
                "pair");
        health = gauge(
                registry,
                "twinproxy_host_health",
                "1 for the health the host is judged to have, 0 for the others.",
                "pair",
                "host",
                "health");
        ready = gauge(
                registry, "twinproxy_host_ready", "1 while the host could be made active, else 0.", "pair", "host");
        moves = counter(
                registry,
                "twinproxy_moves_total",
                "Moves that ended, by their result (done, failed) and the situation that began them.",
                "pair",
                "result",
                "cause");
        refused = counter(registry, "twinproxy_refused_total", "Switchovers that were refused.", "pair");
        phases = histogram(
                registry,
                "twinproxy_move_phase_seconds",
                "Seconds from when a move's cause was first seen to the end of each phase, of moves done.",
                "phase");
        calls = histogram(registry, "twinproxy_call_seconds", "Seconds a call to the cloud or the store took.", "what");
        callFailures = counter(
                registry,
                "twinproxy_call_failures_total",
                "Calls to the cloud or the store without an answer.",
                "what");
        lateness = histogram(
                registry, "twinproxy_loop_late_seconds", "Seconds by which the loop's turn came later than asked for.");
    }

    @Override
    public void leading(Optional<Epoch> newEpoch) {
        if (!newEpoch.equals(epoch)) {
            List.copyOf(hosts.keySet()).forEach(this::removed);
        }
        epoch = newEpoch;
        leading.set(epoch.isPresent() ? 1 : 0);
        epochs.set(epoch.map(Epoch::number).orElse(0L));
    }

    @Override
    public void read(PairStatus status) {
        String pair = status.pair();
        SortedSet<String> now = new TreeSet<>();
        situation.labelValues(pair).set(status.decision().situation().number());
        holdDown.labelValues(pair).set(seconds(status.holdDown()));
        for (HostView host : status.hosts()) {
            now.add(host.name());
            ready.labelValues(pair, host.name()).set(host.ready() ? 1 : 0);
            for (Health value : Health.values()) {
                health.labelValues(pair, host.name(), word(value)).set(host.health() == value ? 1 : 0);
            }
        }
        SortedSet<String> before = hosts.put(pair, now);
        if (before != null && !before.equals(now)) {
            before.stream().filter(host -> !now.contains(host)).forEach(host -> forget(pair, host));
        }
        pairs.set(hosts.size());
    }

    private void forget(String pair, String host) {
        ready.remove(pair, host);
        for (Health value : Health.values()) {
            health.remove(pair, host, word(value));
        }
    }

    @Override
    public void removed(String pair) {
        SortedSet<String> gone = hosts.remove(pair);
        if (gone != null) {
            gone.forEach(host -> forget(pair, host));
            situation.remove(pair);
            holdDown.remove(pair);
        }
        pairs.set(hosts.size());
    }

    @Override
    public void happened(String pair, Event event) {
        switch (event.kind()) {
            case MOVE_DONE -> {
                moves.labelValues(pair, "done", cause(event)).inc();
                event.phases()
                        .forEach((phase, millis) -> phases.labelValues(phase).observe(millis / 1000.0));
            }
            case MOVE_FAILED -> moves.labelValues(pair, "failed", cause(event)).inc();
            case REFUSED -> refused.labelValues(pair).inc();
            case DECLARED, SITUATION, MOVE_STARTED -> {}
        }
    }

    @Override
    public void called(String pair, String what, Duration took, boolean answered) {
        boolean room = whats.contains(what) || (whats.size() < CALLS_MAX && whats.add(what));
        String label = room ? what : "other";
        calls.labelValues(label).observe(seconds(took));
        if (!answered) {
            callFailures.labelValues(label).inc();
        }
    }

    @Override
    public void late(Duration by) {
        lateness.observe(seconds(by));
    }

    private static String cause(Event event) {
        return Situation.of(event.situation()).map(Metrics::word).orElse("other");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help, String... labels) {
        return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private static Histogram histogram(PrometheusRegistry registry, String name, String help, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }
}
