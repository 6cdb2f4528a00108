package io.twinproxy.proxy.discovery;

import io.twinproxy.proxy.stats.DiscoveryField;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one cluster: asks at once, then every interval, and sooner again after a failure, each time twice as late as before
 * up to the interval; up to {@link #UNKNOWN_WAIT_MAX} while no answer has come at all. What cannot be asked or makes no sense
 * changes nothing; it is logged when it begins and when it ends. Runs on the scheduler's threads, one question at a time; its
 * figures are for any thread.
 */
public final class Discovery implements AutoCloseable {
    private static final Duration AGAIN_FIRST = Duration.ofSeconds(1);

    /** A pool that knows no server serves nothing: it shall not wait long after the endpoint is there. */
    private static final Duration UNKNOWN_WAIT_MAX = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    /** Runs something after a delay, on a thread that may block. */
    public interface Later {
        void run(Duration delay, Runnable what);
    }

    private final String pool;
    private final String endpoint;
    private final Callable<Cluster> question;
    private final Duration interval;
    private final Later later;
    private final Consumer<List<Node>> onNodes;
    private final Clock clock;
    private final Following following = new Following();
    private Duration again = AGAIN_FIRST;
    private Optional<String> trouble = Optional.empty();
    private Optional<Cluster> doubted = Optional.empty();
    private boolean told;
    private final Map<DiscoveryField, Long> counts = new EnumMap<>(DiscoveryField.class);
    private volatile SortedMap<DiscoveryField, Long> figures = Collections.emptySortedMap();
    private volatile boolean closed;

    /**
     * @param question asks the endpoint; may block for a bounded time
     * @param onNodes hears the nodes, first when they are first known, then when they change
     * @param clock for statistics only
     */
    public Discovery(
            String pool,
            String endpoint,
            Callable<Cluster> question,
            Duration interval,
            Later later,
            Consumer<List<Node>> onNodes,
            Clock clock) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.question = question;
        this.interval = interval;
        this.later = later;
        this.onNodes = onNodes;
        this.clock = clock;
        for (DiscoveryField field : DiscoveryField.values()) {
            counts.put(field, 0L);
        }
        publish();
    }

    /** Begins to ask; to be called once. */
    public void start() {
        later.run(Duration.ZERO, this::ask);
    }

    /** Asks no more; a question under way comes to nothing. */
    @Override
    public void close() {
        closed = true;
    }

    /** What has been heard so far, for statistics; any thread. */
    public SortedMap<DiscoveryField, Long> figures() {
        return figures;
    }

    private void publish() {
        figures = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    private void ask() {
        if (closed) {
            return;
        }
        Duration next = interval;
        try {
            Cluster answer;
            try {
                answer = question.call();
                again = AGAIN_FIRST;
            } catch (Exception e) {
                failed(e);
                Duration most = told || interval.compareTo(UNKNOWN_WAIT_MAX) < 0 ? interval : UNKNOWN_WAIT_MAX;
                next = again.compareTo(most) < 0 ? again : most;
                again = next.multipliedBy(2);
                return;
            }
            if (!closed) {
                heard(answer);
            }
        } finally {
            publish();
            if (!closed) {
                later.run(next, this::ask);
            }
        }
    }

    private void heard(Cluster answer) {
        if (trouble.isPresent()) {
            LOG.info("Pool {}: {} tells its nodes again.", pool, endpoint);
        }
        trouble = Optional.empty();
        Optional<List<Node>> nodes = following.heard(answer);
        counts.merge(DiscoveryField.DISCOVERY_ANSWERS, 1L, Long::sum);
        counts.put(DiscoveryField.DISCOVERY_VERSION, following.version());
        counts.put(DiscoveryField.DISCOVERY_ANSWERED_AT, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
        if (nodes.isPresent()) {
            LOG.info(
                    "Pool {}: {} names {} node(s), version {}.",
                    pool,
                    endpoint,
                    nodes.get().size(),
                    answer.version());
            told = true;
            counts.put(DiscoveryField.DISCOVERY_NODES, (long) nodes.get().size());
            counts.merge(DiscoveryField.DISCOVERY_CHANGES, 1L, Long::sum);
            onNodes.accept(nodes.get());
        } else if (following.doubted().isPresent() && !following.doubted().equals(doubted)) {
            LOG.warn(
                    "Pool {}: {} names other nodes without a newer version ({}); taken when that goes on.",
                    pool,
                    endpoint,
                    answer.version());
        }
        doubted = following.doubted();
    }

    private void failed(Exception e) {
        counts.merge(DiscoveryField.DISCOVERY_FAILURES, 1L, Long::sum);
        String why = e instanceof UnknownHostException
                ? "the name does not resolve"
                : e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString();
        if (!trouble.equals(Optional.of(why))) {
            LOG.warn(
                    "Pool {}: {} does not tell its nodes, {}: {}",
                    pool,
                    endpoint,
                    told ? "those it told last stay" : "the pool stays as it is, without servers if it has none",
                    why);
        }
        trouble = Optional.of(why);
    }
}
