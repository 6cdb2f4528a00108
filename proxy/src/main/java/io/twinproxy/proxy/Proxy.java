package io.twinproxy.proxy;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.backend.Descriptors;
import io.twinproxy.proxy.backend.Loop;
import io.twinproxy.proxy.backend.MemoryBound;
import io.twinproxy.proxy.backend.Names;
import io.twinproxy.proxy.backend.Pool;
import io.twinproxy.proxy.backend.Shared;
import io.twinproxy.proxy.backend.Transport;
import io.twinproxy.proxy.config.ListenAddress;
import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.config.ServerConfig;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.DiscoveryField;
import io.twinproxy.proxy.stats.LatencySum;
import io.twinproxy.proxy.stats.PoolField;
import io.twinproxy.proxy.tls.Handshakes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy as a library: started with a configuration, reloaded with another, asked for its health and statistics, closed.
 * Any thread may call any method; changes (reload, drain, close) wait for one another, questions wait for nothing.
 */
public final class Proxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
    /** How often a closing proxy looks whether its clients have gone. */
    private static final Duration DRAIN_LOOK = Duration.ofMillis(5);

    private final ProxyOptions options;
    private final EventLoopGroup group;
    private final Names names;
    private final Handshakes handshakes;
    private final String source;
    private final Descriptors descriptors = new Descriptors();
    private final MemoryBound memory;
    private final List<Loop> loops = new ArrayList<>();
    private final List<ScheduledFuture<?>> ticks = new ArrayList<>();
    private final long startedAt = System.nanoTime();
    private Optional<StatsServer> statsServer = Optional.empty();
    private final Clusters clusters = new Clusters(this::rediscover);
    private volatile Map<String, Tenant> tenants = Map.of();
    /** The file that is served; its pools that learn their servers have none in it. */
    private ProxyConfig asked = new ProxyConfig(List.of(), List.of());

    private volatile boolean accepting = true;
    private final AtomicLong connectionsOfGone = new AtomicLong();
    private boolean closed;

    private Proxy(ProxyOptions options, Names names, String source) {
        this.source = source;
        this.names = names;
        this.options = options;
        this.handshakes = new Handshakes(Math.max(1, options.eventLoops() / 2));
        this.memory = new MemoryBound(options.memoryBytesMax(), options.eventLoops(), Proxy::heldBytes);
        this.group = options.transport().group(options.eventLoops(), "twinproxy-loop");
        Shared shared =
                new Shared(options.transport(), PooledByteBufAllocator.DEFAULT, names, handshakes, descriptors, memory);
        for (int i = 0; i < options.eventLoops(); i++) {
            EventLoop eventLoop = group.next();
            Loop loop = new Loop(i, eventLoop, shared);
            loops.add(loop);
            ticks.add(loop.startTicking());
        }
    }

    /** What the allocator has handed out and not got back; shared by all proxies of this process. */
    private static long heldBytes() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() + PooledByteBufAllocator.DEFAULT.pinnedHeapMemory();
    }

    /**
     * Starts serving every pool of a configuration.
     *
     * @throws ProxyException naming pool and address when a port cannot be had; nothing stays open then
     */
    public static Proxy start(ProxyConfig config, ProxyOptions options) throws ProxyException {
        return start(config, options, new Names(), hostName());
    }

    /** The name of this machine; may wait for a name server, and is therefore asked for once and not on a loop. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /**
     * @param names taken over, and closed with the proxy
     * @param source whose statistics these are
     */
    static Proxy start(ProxyConfig config, ProxyOptions options, Names names, String source) throws ProxyException {
        Proxy proxy = new Proxy(options, names, source);
        try {
            proxy.open(config);
        } catch (ProxyException | RuntimeException e) {
            proxy.close();
            throw e;
        }
        config.warnings().forEach(warning -> LOG.warn("{}.", warning));
        return proxy;
    }

    private synchronized void open(ProxyConfig config) throws ProxyException {
        serve(config, new ArrayList<>(), new ArrayList<>());
        if (options.statistics().isPresent()) {
            statsServer = Optional.of(StatsServer.open(
                    options.statistics().get(), options.transport(), group, this::statsJson, descriptors));
        }
        clusters.follow(config.pools());
    }

    /** Its clients speak what they spoke when they came. */
    private void refuseOtherProtocol(ProxyConfig next) throws ProxyException {
        for (PoolConfig pool : next.pools()) {
            Tenant tenant = tenants.get(pool.name());
            if (tenant != null && tenant.pool().route().config().redis() != pool.redis()) {
                throw new ProxyException("pool " + pool.name() + " cannot change redis from " + !pool.redis() + " to "
                        + pool.redis() + " while it serves; give the new pool another name");
            }
        }
    }

    /**
     * Serves a new configuration from now on. Clients of pools that stay are kept, requests in flight finish, and only
     * connections to servers that came or went are opened or closed. All new listening sockets are bound before anything
     * changes, so on an exception everything is as it was. What changed is the caller's to tell.
     */
    public synchronized Reload reload(ProxyConfig next) throws ProxyException {
        if (closed || !accepting) {
            throw new ProxyException("the proxy is draining or closed and takes no new configuration");
        }
        List<String> changes = new ArrayList<>();
        List<String> later = new ArrayList<>();
        serve(next, changes, later);
        clusters.follow(next.pools());
        next.warnings().forEach(warning -> LOG.warn("{}.", warning));
        return new Reload(changes, later);
    }

    /** What a configuration endpoint told is served like a changed file. */
    private synchronized void rediscover() {
        if (closed || !accepting) {
            return;
        }
        List<String> changes = new ArrayList<>();
        try {
            serve(asked, changes, new ArrayList<>());
        } catch (ProxyException e) {
            LOG.error("The servers that were told cannot be served.", e);
        }
        changes.forEach(change -> LOG.info("Discovered: {}.", change));
    }

    /**
     * Serves a file with the servers that are known now for the pools that learn them.
     *
     * @param changes gets what is different
     * @param later gets what will be
     */
    private void serve(ProxyConfig file, List<String> changes, List<String> later) throws ProxyException {
        refuseOtherProtocol(file);
        Map<String, Tenant> before = tenants;
        List<PoolConfig> pools = file.pools().stream()
                .map(pool -> clusters.withServers(pool, serversOf(before.get(pool.name()))))
                .toList();
        Seats seats = Seats.prepare(before, pools, pool -> new Tenant(pool, options, group, loops, this::figures));
        Map<String, Tenant> after = new LinkedHashMap<>();
        for (Seats.Seat seat : seats.seats()) {
            after.put(seat.pool().name(), seat.tenant());
            if (seats.known(seat.tenant())) {
                PoolConfig old = seat.tenant().pool().route().config();
                if (!old.equals(seat.pool())) {
                    changes.addAll(Changes.between(old, seat.pool()));
                    later.addAll(Changes.laterOnly(old, seat.pool()));
                    seat.tenant().pool().apply(seat.pool());
                }
            } else {
                changes.add("pool " + seat.pool().name() + " is new");
            }
        }
        List<Tenant> gone = seats.take();
        asked = file;
        tenants = Collections.unmodifiableMap(after);
        for (Tenant tenant : gone) {
            changes.add("pool " + tenant.pool().name() + " is gone");
            connectionsOfGone.addAndGet(1 + tenant.connectionsMade());
            retire(tenant);
        }
    }

    private static List<ServerConfig> serversOf(@Nullable Tenant tenant) {
        return tenant == null ? List.of() : tenant.pool().route().config().servers();
    }

    /** Lets the clients of a pool that is gone finish what they began, then closes it. */
    private void retire(Tenant tenant) {
        tenant.dismiss();
        long deadline = System.nanoTime() + options.drainLimit().toNanos();
        Runnable look = new Runnable() {
            @Override
            public void run() {
                if (tenant.clientCount() == 0 || System.nanoTime() - deadline >= 0) {
                    tenant.closeSoon();
                } else {
                    later(this);
                }
            }
        };
        later(look);
    }

    private void later(Runnable task) {
        Future<?> scheduled = loops.get(0).eventLoop().schedule(task, DRAIN_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (scheduled.isCancelled()) {
            LOG.debug("The proxy was closed before a pool that is gone had drained.");
        }
    }

    /** How the proxy is now; waits for nothing, so it answers also when an event loop is stuck. */
    public ProxyHealth health() {
        List<ProxyHealth.PoolHealth> pools =
                tenants.values().stream().map(Proxy::health).toList();
        List<Duration> silences =
                loops.stream().map(loop -> Duration.ofNanos(loop.silentNanos())).toList();
        return new ProxyHealth(pools, accepting, silences);
    }

    private static ProxyHealth.PoolHealth health(Tenant tenant) {
        PoolConfig config = tenant.pool().route().config();
        ListenAddress bound = tenant.doors().map(Doors::bound).orElse(config.listen());
        return new ProxyHealth.PoolHealth(
                config.name(),
                config.redis() ? "redis" : "memcached",
                bound.unix() ? bound.path() : bound.host(),
                bound.port(),
                tenant.pool().route().backends().stream()
                        .map(b -> new ProxyHealth.BackendHealth(
                                b.server().ringName(), b.server().address(), b.state()))
                        .toList(),
                config.minBackends(),
                tenant.clientCount());
    }

    /** Counts since the start. */
    public ProxyStats stats() {
        return new ProxyStats(
                Duration.ofNanos(System.nanoTime() - startedAt),
                connectionsOfGone.get()
                        + tenants.values().stream()
                                .mapToLong(tenant -> 1 + tenant.connectionsMade())
                                .sum(),
                tenants.values().stream()
                        .map(tenant -> stats(
                                tenant.pool(), clusters.figures(tenant.pool().name())))
                        .toList());
    }

    private static ProxyStats.PoolStats stats(Pool pool, SortedMap<DiscoveryField, Long> discovery) {
        return new ProxyStats.PoolStats(
                pool.name(),
                counts(PoolField.values(), pool::total),
                discovery,
                pool.route().backends().stream().map(Proxy::stats).toList());
    }

    private static ProxyStats.BackendStats stats(Backend backend) {
        return new ProxyStats.BackendStats(
                backend.server().ringName(), backend.state(), counts(BackendField.values(), backend::total));
    }

    private static <F extends Enum<F>> SortedMap<F, Long> counts(F[] fields, ToLongFunction<F> total) {
        SortedMap<F, Long> counts = new TreeMap<>();
        for (F field : fields) {
            counts.put(field, total.applyAsLong(field));
        }
        return Collections.unmodifiableSortedMap(counts);
    }

    private Map<String, String> figures(String pool) {
        Tenant tenant = tenants.get(pool);
        LatencySum latency =
                tenant == null ? LatencySum.of(List.of()) : tenant.pool().latency();
        memory.look();
        return Figures.of(stats(), memory, pool, latency, options.version(), Instant.now());
    }

    /** Statistics as nutcracker writes them: one line of JSON. */
    public String statsJson() {
        return StatsJson.of(stats(), source, options.version(), Instant.now());
    }

    /**
     * Statistics and latency as Prometheus reads them, text format 0.0.4. Sums histograms of every loop, pool and server:
     * milliseconds for large pools, and not for an event loop.
     */
    public String metrics() {
        List<Exposition.PoolLatency> latencies = tenants.values().stream()
                .map(tenant -> Exposition.PoolLatency.of(tenant.pool()))
                .toList();
        memory.look();
        return Exposition.of(stats(), health(), memory, descriptors.exhausted(), latencies);
    }

    /** Where statistics are served, if they are. */
    public Optional<InetSocketAddress> statisticsAddress() {
        return statsServer.map(StatsServer::address);
    }

    /** Takes no new clients, and lets each one go when nothing of it is outstanding. Returns at once. */
    public synchronized void drain() {
        if (accepting) {
            accepting = false;
            LOG.info("Draining: no new clients are taken.");
            tenants.values().forEach(Tenant::drain);
        }
    }

    /** Stops taking clients, waits for outstanding requests up to the drain limit, then closes everything. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        clusters.close();
        drain();
        awaitClients(System.nanoTime() + options.drainLimit().toNanos());
        tenants.values().forEach(Tenant::close);
        statsServer.ifPresent(StatsServer::close);
        ticks.forEach(tick -> tick.cancel(false));
        Transport.end(group);
        names.close();
        handshakes.close();
    }

    private void awaitClients(long deadline) {
        while (tenants.values().stream().anyMatch(t -> t.clientCount() > 0) && System.nanoTime() - deadline < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(DRAIN_LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
