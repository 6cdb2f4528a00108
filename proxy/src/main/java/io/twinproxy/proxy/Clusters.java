package io.twinproxy.proxy;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.twinproxy.proxy.config.DiscoveryConfig;
import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.config.ServerConfig;
import io.twinproxy.proxy.discovery.ConfigurationEndpoint;
import io.twinproxy.proxy.discovery.Discovery;
import io.twinproxy.proxy.discovery.Node;
import io.twinproxy.proxy.hash.RingServer;
import io.twinproxy.proxy.pem.ServerTls;
import io.twinproxy.proxy.stats.DiscoveryField;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools that learn their servers, and what they have learned. Questions are asked on threads of their own, four at a
 * time, so that an endpoint which is slow holds up no event loop, and other pools' questions for some seconds at most. Any
 * thread; calls the proxy back without its own lock held.
 */
final class Clusters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);
    private static final int THREADS = 4;
    private static final Duration IDLE_THREAD_KEPT = Duration.ofSeconds(10);
    /** To connect, and for each line of an answer; nodes of one cluster are a few milliseconds away. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Runnable onChange;
    private final ScheduledThreadPoolExecutor executor;
    private final Map<String, Followed> followed = new TreeMap<>();

    /** One pool's cluster; nodes are empty until they are known, from itself or from another pool's questions. */
    private record Followed(DiscoveryConfig from, Optional<ServerTls> tls, Discovery discovery, List<Node> nodes) {
        boolean asks(PoolConfig pool) {
            return pool.discovery().equals(Optional.of(from))
                    && pool.serverTls().equals(tls);
        }

        Followed with(List<Node> others) {
            return new Followed(from, tls, discovery, others);
        }
    }

    /** @param onChange runs on a thread of this class after nodes have changed */
    Clusters(Runnable onChange) {
        this.onChange = onChange;
        executor = new ScheduledThreadPoolExecutor(THREADS, new DefaultThreadFactory("twinproxy-discovery", true));
        executor.setKeepAliveTime(IDLE_THREAD_KEPT.toSeconds(), TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /**
     * A pool with the servers it is to have now. One that follows a cluster whose nodes are not known yet keeps those it has,
     * so that neither a new endpoint nor the change from named to learned servers leaves it without any.
     *
     * @param now the servers it has
     */
    synchronized PoolConfig withServers(PoolConfig pool, List<ServerConfig> now) {
        if (pool.discovery().isEmpty()) {
            return pool;
        }
        List<Node> nodes = nodes(pool.name(), pool.discovery().get());
        return pool.withServers(
                nodes.isEmpty() ? now : nodes.stream().map(Clusters::server).toList());
    }

    /** Named like a server of a file without a name of its own, so that a list that is written out places keys alike. */
    private static ServerConfig server(Node node) {
        return new ServerConfig(RingServer.nameOf(node.host(), node.port()), node.host(), node.port(), "", 1);
    }

    private List<Node> nodes(String pool, DiscoveryConfig from) {
        Followed own = followed.get(pool);
        if (own != null && own.from().sameEndpoint(from)) {
            return own.nodes();
        }
        return followed.values().stream()
                .filter(other -> other.from().sameEndpoint(from))
                .map(Followed::nodes)
                .filter(nodes -> !nodes.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Begins to follow what these pools follow, and ends what none of them does any more. */
    synchronized void follow(List<PoolConfig> pools) {
        Map<String, Followed> next = new TreeMap<>();
        for (PoolConfig pool : pools) {
            if (pool.discovery().isPresent()) {
                DiscoveryConfig from = pool.discovery().get();
                Followed own = followed.get(pool.name());
                next.put(
                        pool.name(),
                        own != null && own.asks(pool)
                                ? own
                                : new Followed(
                                        from, pool.serverTls(), discovery(pool, from), nodes(pool.name(), from)));
            }
        }
        Map<String, Followed> before = new TreeMap<>(followed);
        followed.clear();
        followed.putAll(next);
        before.forEach((name, own) -> {
            if (!own.equals(next.get(name))) {
                own.discovery().close();
            }
        });
        next.forEach((name, own) -> {
            if (!own.equals(before.get(name))) {
                own.discovery().start();
            }
        });
    }

    private Discovery discovery(PoolConfig pool, DiscoveryConfig from) {
        ConfigurationEndpoint endpoint = new ConfigurationEndpoint(from.host(), from.port(), TIMEOUT, pool.serverTls());
        return new Discovery(
                pool.name(),
                from.endpoint(),
                endpoint::ask,
                from.interval(),
                this::later,
                nodes -> heard(pool, nodes),
                Clock.systemUTC());
    }

    private void heard(PoolConfig pool, List<Node> nodes) {
        synchronized (this) {
            Followed own = followed.get(pool.name());
            if (own == null || !own.asks(pool)) {
                return;
            }
            followed.put(pool.name(), own.with(nodes));
        }
        onChange.run();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What it throws is logged where it runs.
    private void later(Duration delay, Runnable what) {
        try {
            executor.schedule(() -> run(what), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The proxy was closed before the next question.");
        }
    }

    private static void run(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            LOG.error("What a configuration endpoint told could not be used.", e);
        }
    }

    /** What is told of a pool's cluster; empty for a pool that follows none. */
    synchronized SortedMap<DiscoveryField, Long> figures(String pool) {
        return Optional.ofNullable(followed.get(pool))
                .map(own -> own.discovery().figures())
                .orElse(Collections.emptySortedMap());
    }

    /** Asks no more; an answer that is still to come changes nothing. */
    @Override
    public synchronized void close() {
        followed.values().forEach(own -> own.discovery().close());
        followed.clear();
        executor.shutdownNow();
    }
}
