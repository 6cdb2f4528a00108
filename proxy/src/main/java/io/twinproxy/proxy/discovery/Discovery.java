package io.twinproxy.proxy.discovery;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one cluster: asks at once, then every interval, and sooner again after a failure. What cannot be asked or makes no
 * sense changes nothing; it is logged when it begins and when it ends. Runs on the scheduler's threads, one question at a
 * time.
 */
public final class Discovery implements AutoCloseable {
    private static final Duration AGAIN_FIRST = Duration.ofSeconds(1);
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
    private final Following following = new Following();
    private Duration again = AGAIN_FIRST;
    private Optional<String> trouble = Optional.empty();
    private boolean told;
    private volatile boolean closed;

    /**
     * @param question asks the endpoint; may block for a bounded time
     * @param onNodes hears the nodes, first when they are first known, then when they change
     */
    public Discovery(
            String pool,
            String endpoint,
            Callable<Cluster> question,
            Duration interval,
            Later later,
            Consumer<List<Node>> onNodes) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.question = question;
        this.interval = interval;
        this.later = later;
        this.onNodes = onNodes;
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

    private void ask() {
        if (closed) {
            return;
        }
        Duration next = interval;
        try {
            heard(question.call());
            again = AGAIN_FIRST;
        } catch (Exception e) {
            failed(e);
            next = again.compareTo(interval) < 0 ? again : interval;
            again = again.multipliedBy(2);
        }
        if (!closed) {
            later.run(next, this::ask);
        }
    }

    private void heard(Cluster answer) {
        if (trouble.isPresent()) {
            LOG.info("Pool {}: {} tells its nodes again.", pool, endpoint);
        }
        trouble = Optional.empty();
        Optional<List<Node>> nodes = closed ? Optional.empty() : following.heard(answer);
        if (nodes.isPresent()) {
            LOG.info(
                    "Pool {}: {} names {} node(s), version {}.",
                    pool,
                    endpoint,
                    nodes.get().size(),
                    answer.version());
            told = true;
            onNodes.accept(nodes.get());
        } else if (following.doubted().isPresent()) {
            LOG.warn(
                    "Pool {}: {} names other nodes without a newer version ({}); taken when that goes on.",
                    pool,
                    endpoint,
                    answer.version());
        }
    }

    private void failed(Exception e) {
        String why = e instanceof UnknownHostException
                ? "the name does not resolve"
                : e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString();
        if (!trouble.equals(Optional.of(why))) {
            LOG.warn(
                    "Pool {}: {} does not tell its nodes, {}: {}",
                    pool,
                    endpoint,
                    told ? "those it told last stay" : "and the pool has none yet",
                    why);
        }
        trouble = Optional.of(why);
    }
}
