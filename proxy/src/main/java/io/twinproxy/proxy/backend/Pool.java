package io.twinproxy.proxy.backend;

import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.config.ServerConfig;
import io.twinproxy.proxy.hash.Placement;
import io.twinproxy.proxy.memcache.MemcacheProtocol;
import io.twinproxy.proxy.protocol.Protocol;
import io.twinproxy.proxy.redis.RedisProtocol;
import io.twinproxy.proxy.stats.Latency;
import io.twinproxy.proxy.stats.LatencySum;
import io.twinproxy.proxy.stats.PoolField;
import io.twinproxy.proxy.stats.Tally;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pool: which backends it has, which of them are in, and the route that follows from it. Requests read the route, one
 * volatile read; whatever changes it (a failure, a return, a reload) is rare and takes the lock, on any thread.
 *
 * <p>Ejection is nutcracker's, with three differences. One event counts once: failures of connections and requests that
 * began before the last counted failure belong to it. An idle connection that the server closes is no failure. And a backend
 * comes back when a probe has reached it, not at the expense of a client.
 */
public final class Pool {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);
    /** Longest wait for a connection in a pool without a timeout of its own. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final List<Loop> loops;
    private final Limits limits;
    private final Protocol protocol;
    private final List<Tally<PoolField>> tallies;
    private final List<Latency> latencies;
    private final Prober prober;
    private final AtomicInteger clients = new AtomicInteger();
    private volatile Route route;
    private volatile long timeoutNanos;
    private volatile long ejects;
    private volatile long connectionsOfGone;
    private volatile boolean closed;

    public Pool(PoolConfig config, List<Loop> loops, Limits limits, Duration probeInterval) {
        this.loops = List.copyOf(loops);
        this.limits = limits;
        this.protocol = config.redis() ? new RedisProtocol() : new MemcacheProtocol();
        this.tallies = loops.stream().map(loop -> new Tally<>(PoolField.class)).toList();
        this.latencies = loops.stream().map(loop -> new Latency()).toList();
        this.route = new Route(config, List.of(), placement(config, List.of()));
        this.prober = new Prober(loops.get(0), this, probeInterval);
        apply(config);
        prober.start();
    }

    /** May change with a reload. */
    public String name() {
        return route.config().name();
    }

    public Route route() {
        return route;
    }

    /** What its clients and servers speak; the same for as long as the pool lives. */
    public Protocol protocol() {
        return protocol;
    }

    public Limits limits() {
        return limits;
    }

    /** The timeout of a request, 0 for none. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    public Tally<PoolField> tally(Loop loop) {
        return tallies.get(loop.index());
    }

    /** Where a loop records how long requests took from being read to the reply that is ready to be written. */
    public Latency latency(Loop loop) {
        return latencies.get(loop.index());
    }

    /** How long requests took that were passed on, those that failed too, over all loops. */
    public LatencySum latency() {
        return LatencySum.of(latencies);
    }

    /** The sum over all loops; may be an instant old. */
    public long total(PoolField field) {
        return field == PoolField.SERVER_EJECTS
                ? ejects
                : tallies.stream().mapToLong(tally -> tally.get(field)).sum();
    }

    /** Connections made to its backends since the start, those that have gone included; may be an instant old. */
    public long connectionsMade() {
        return connectionsOfGone
                + route.backends().stream().mapToLong(Backend::connectionsMade).sum();
    }

    /** Counts a client in, unless the pool has as many as it may have. */
    public boolean admit() {
        int limit = route.config().clientConnections();
        if (clients.incrementAndGet() > limit && limit > 0) {
            clients.decrementAndGet();
            return false;
        }
        return true;
    }

    public void leave() {
        clients.decrementAndGet();
    }

    long connectTimeoutMillis() {
        long millis = timeoutNanos / 1_000_000;
        return millis > 0 ? millis : CONNECT_TIMEOUT.toMillis();
    }

    /** Takes new settings: keeps the backends that stay, with their connections and what is known of their health. */
    public synchronized void apply(PoolConfig next) {
        Route before = route;
        List<Backend> backends = new ArrayList<>();
        List<Backend> fresh = new ArrayList<>();
        for (ServerConfig server : next.servers()) {
            backends.add(before.backends().stream()
                    .filter(b -> b.server().sameBackend(server))
                    .findFirst()
                    .orElseGet(() -> {
                        Backend made = new Backend(server, this, loops);
                        fresh.add(made);
                        return made;
                    }));
        }
        for (Backend backend : backends) {
            if (backend.state != Backend.State.IN) {
                backend.state = next.autoEjectHosts() ? Backend.State.EJECTED : Backend.State.FAILING;
            }
        }
        timeoutNanos = next.timeout().map(Duration::toNanos).orElse(0L);
        route = new Route(next, backends, placement(next, backends));
        List<Backend> gone =
                before.backends().stream().filter(b -> !backends.contains(b)).toList();
        connectionsOfGone += gone.stream().mapToLong(Backend::connectionsMade).sum();
        int connections = next.serverConnections();
        if (!next.redisAuth().equals(before.config().redisAuth())
                || next.serverTls().isPresent() != before.config().serverTls().isPresent()
                || next.redisDb() != before.config().redisDb()) {
            // What a connection was greeted with holds for its whole life.
            backends.forEach(b -> onEachLoop(b, links -> links.retireBeyond(0)));
        }
        backends.forEach(b -> onEachLoop(b, links -> links.retireBeyond(connections)));
        gone.forEach(b -> onEachLoop(b, links -> links.retireBeyond(0)));
        if (next.preconnect()) {
            fresh.forEach(b -> onEachLoop(b, links -> links.openAll(connections)));
        }
    }

    /**
     * Something failed that a client or a connect paid for.
     *
     * @param startedAt when the failed attempt began, in monotonic nanoseconds
     */
    void failed(Backend backend, long startedAt, String why) {
        count(backend, startedAt, why);
        if (backend.state != Backend.State.IN) {
            // Calls without a timeout would otherwise wait for ever on a connection that stays silent.
            long silence = TimeUnit.MILLISECONDS.toNanos(connectTimeoutMillis());
            onEachLoop(backend, links -> links.endSilent(silence));
        }
    }

    private void count(Backend backend, long startedAt, String why) {
        synchronized (this) {
            long now = System.nanoTime();
            if (closed || (backend.countedAt != 0 && startedAt - backend.countedAt <= 0)) {
                return;
            }
            backend.countedAt = now;
            PoolConfig config = route.config();
            if (backend.state != Backend.State.IN) {
                return;
            }
            backend.failures++;
            if (backend.failures < config.serverFailureLimit()) {
                return;
            }
            backend.failures = 0;
            backend.retryAt = now + config.serverRetryTimeout().toNanos();
            if (config.autoEjectHosts()) {
                backend.state = Backend.State.EJECTED;
                backend.ejectedAtMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                ejects++;
                rebuild();
            } else {
                backend.state = Backend.State.FAILING;
            }
        }
        LOG.warn("Backend {} of pool {} is {}: {}.", backend.server().ringName(), name(), backend.state, why);
    }

    /** A reply has come: the backend lives. Costs a read unless there is something to forget. */
    void answered(Backend backend) {
        if (backend.failures != 0 || backend.state == Backend.State.FAILING) {
            recovered(backend, false);
        }
    }

    /** A probe has reached the backend. */
    void probed(Backend backend) {
        if (backend.failures != 0 || backend.state != Backend.State.IN) {
            recovered(backend, true);
        }
    }

    private void recovered(Backend backend, boolean probe) {
        synchronized (this) {
            backend.failures = 0;
            if (backend.state == Backend.State.IN || (backend.state == Backend.State.EJECTED && !probe)) {
                return;
            }
            backend.state = Backend.State.IN;
            rebuild();
        }
        LOG.info("Backend {} of pool {} is IN again.", backend.server().ringName(), name());
    }

    /** A backend answers at other addresses than before: connections that lead elsewhere are replaced. */
    void moved(Backend backend, Set<InetAddress> addresses) {
        onEachLoop(backend, links -> {
            int replaced = links.retireElsewhere(addresses);
            if (replaced > 0) {
                LOG.info(
                        "Backend {} of pool {} is at {} now; {} connection(s) of loop {} are replaced.",
                        backend.server().ringName(),
                        name(),
                        addresses,
                        replaced,
                        links.loop().index());
            }
        });
    }

    /** An idle connection was closed by the server: worth a look, not a failure. */
    void suspect(Backend backend) {
        if (!closed) {
            prober.soon(backend);
        }
    }

    /** Stops probing and closes every connection, failing what is outstanding. */
    public void close() {
        closed = true;
        prober.stop();
        route.backends().forEach(b -> onEachLoop(b, BackendLinks::closeAll));
    }

    private void rebuild() {
        route = new Route(route.config(), route.backends(), placement(route.config(), route.backends()));
    }

    private static Placement placement(PoolConfig config, List<Backend> backends) {
        List<Integer> live = IntStream.range(0, backends.size())
                .filter(i -> backends.get(i).state != Backend.State.EJECTED)
                .boxed()
                .toList();
        return new Placement(
                config.hash(),
                config.hashTag(),
                config.distribution(),
                config.servers().stream().map(ServerConfig::ringServer).toList(),
                live,
                () -> ThreadLocalRandom.current().nextInt());
    }

    private static void onEachLoop(Backend backend, Consumer<BackendLinks> action) {
        for (BackendLinks links : backend.links()) {
            links.loop().eventLoop().execute(() -> action.accept(links));
        }
    }
}
