package io.twinproxy.coordination.zookeeper;

import io.twinproxy.coordination.RefusedException;
import io.twinproxy.coordination.Scheduler;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.tree.Follower;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: Curator's session, the store's thread, and who is told when either comes or goes. The gate
 * for calls opens once the roots are there and every follower's watch is set, so that nothing is missed.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** Between tries to make a fresh connection usable. */
    private static final Duration AGAIN = Duration.ofMillis(200);

    /** The same when the servers refuse us: somebody has to do something first. */
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(5);

    /** What an orderly end may take before it is a disorderly one. */
    private static final Duration END = Duration.ofSeconds(1);

    private final CuratorFramework client;
    private final String hosts;
    private final ZooKeeperNodes nodes;
    private final ZooKeeperOptions options;
    private final ScheduledExecutorService thread;
    private final ScheduledExecutorService callbacks;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private final Map<Follower, Watcher> followers = new LinkedHashMap<>();
    private final Set<Consumer<Boolean>> heeders = new LinkedHashSet<>();
    private boolean linked;
    private boolean refusalTold;
    private boolean opennessTold;
    private boolean closed;

    private Connection(String hosts, ZooKeeperOptions options) {
        this.hosts = hosts;
        this.options = options;
        this.thread = Threads.one("store-" + options.name());
        // Given by us and shut down by us: Curator leaves its own behind on close.
        this.callbacks = Threads.one("curator-" + options.name());
        this.client = CuratorFrameworkFactory.builder()
                .connectString(hosts)
                .zkClientConfig(options.access().clientConfig())
                .ensembleTracker(false)
                .sessionTimeoutMs((int) options.sessionTimeout().toMillis())
                .connectionTimeoutMs((int) Math.min(
                        options.connectionTimeout().toMillis(),
                        options.sessionTimeout().toMillis()))
                .authorization(options.access().authorizations())
                .aclProvider(acls(options.access().acl()))
                // Of what Curator does by itself, which is the latch; calls of ours are never retried.
                .retryPolicy(new RetryOneTime(100))
                .runSafeService(callbacks)
                .waitForShutdownTimeoutMs((int) END.toMillis())
                .dontUseContainerParents()
                .build();
        this.nodes = new ZooKeeperNodes(
                client, hosts, options.operationTimeout(), options.access().acl());
    }

    /** The same for every node of the latch. */
    private static ACLProvider acls(List<ACL> acl) {
        return new ACLProvider() {
            @Override
            public List<ACL> getDefaultAcl() {
                return acl;
            }

            @Override
            public List<ACL> getAclForPath(String path) {
                return acl;
            }
        };
    }

    static Connection start(String hosts, ZooKeeperOptions options) {
        try {
            if (new ConnectStringParser(hosts).getServerAddresses().isEmpty() || hosts.isBlank()) {
                throw new IllegalArgumentException("it names no host");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "ZooKeeper hosts '" + hosts + "' must be host:port,host:port,…: " + e.getMessage(), e);
        }
        Connection connection = new Connection(hosts, options);
        connection.client.getConnectionStateListenable().addListener((c, state) -> connection.heard(state));
        connection.client.start();
        return connection;
    }

    CuratorFramework client() {
        return client;
    }

    ZooKeeperNodes nodes() {
        return nodes;
    }

    Duration sessionTimeout() {
        return nodes.sessionTimeout(options.sessionTimeout());
    }

    /** The store's own thread. What is asked for after the end is not run. */
    Scheduler scheduler() {
        return (delay, run) -> Threads.schedule(thread, delay, run);
    }

    /**
     * Waits until calls go through; false when the time is over first.
     *
     * @throws RefusedException as soon as the servers refuse us
     */
    boolean awaitReady(Duration atMost) throws UnavailableException {
        try {
            return ready.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new RefusedException(options.access().refusal(hosts));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while connecting to " + hosts, e);
        }
    }

    private synchronized void heard(ConnectionState state) {
        if (closed) {
            return;
        }
        if (state.isConnected()) {
            linked = true;
            scheduler().after(Duration.ZERO, this::use);
        } else {
            linked = false;
            tell(false);
        }
        LOG.info("ZooKeeper at {}: {}", hosts, state);
    }

    /** Makes a fresh connection usable; on the store's thread. */
    private void use() {
        try {
            if (usable()) {
                nodes.makeRoots();
                tellOpenness();
                Set<Follower> watching = new HashSet<>();
                while (!opened(watching)) {
                    watch(watching);
                }
            }
        } catch (RefusedException e) {
            refused(e);
            scheduler().after(REFUSED_AGAIN, this::use);
        } catch (UnavailableException e) {
            scheduler().after(AGAIN, this::use);
        }
    }

    private synchronized boolean usable() {
        return linked && !closed;
    }

    /**
     * Opens the gate, unless somebody has come whose watch is not set: whoever finds it shut counts on this for one. Whether
     * there is nothing left to do.
     */
    private synchronized boolean opened(Set<Follower> watching) {
        if (!usable()) {
            return true;
        }
        if (!watching.containsAll(followers.keySet())) {
            return false;
        }
        refusalTold = false;
        nodes.refused(Optional.empty());
        tell(true);
        ready.complete(true);
        return true;
    }

    /** Sets the watch of everyone who has none yet. */
    private void watch(Set<Follower> watching) throws UnavailableException {
        Map<Follower, Watcher> missing;
        synchronized (this) {
            missing = new LinkedHashMap<>(followers);
        }
        missing.keySet().removeAll(watching);
        for (Map.Entry<Follower, Watcher> one : missing.entrySet()) {
            nodes.watch(one.getKey().root(), one.getValue());
            watching.add(one.getKey());
        }
    }

    /** Told once, and again only when we were let in meanwhile; tried on, since the secret of the nodes may change. */
    private synchronized void refused(RefusedException e) {
        String sentence = options.access().refusal(hosts);
        nodes.refused(Optional.of(sentence));
        // Who waits for the first connection hears it as an answer.
        boolean waited = !options.firstWait().isZero();
        if (!waited && !refusalTold && !closed) {
            refusalTold = true;
            LOG.error("{}. Nothing is read or written; it is tried every {} s.", sentence, REFUSED_AGAIN.toSeconds());
        }
        ready.completeExceptionally(e);
    }

    /** Nodes from before there was a secret stay open until somebody puts it onto them. */
    private void tellOpenness() throws UnavailableException {
        if (!opennessTold && options.access().secret().isPresent() && nodes.openToAll()) {
            LOG.warn(
                    "The nodes of ZooKeeper at {} are open to everybody, though there is a secret:"
                            + " put it onto them with 'twinproxy secret apply FILE'.",
                    hosts);
            opennessTold = true;
        }
    }

    private void tell(boolean there) {
        nodes.open(there);
        heeders.forEach(heeder -> heeder.accept(there));
        followers.keySet().forEach(follower -> follower.connection(there));
    }

    /** Has someone told of each coming and going, at once, on a thread that must not be held up. */
    synchronized void heed(Consumer<Boolean> heeder) {
        heeders.add(heeder);
    }

    synchronized void heedNoMore(Consumer<Boolean> heeder) {
        heeders.remove(heeder);
    }

    synchronized AutoCloseable follow(Follower follower) {
        // Runs on ZooKeeper's own thread: a mark and no more.
        Watcher watcher = event -> {
            if (event.getPath() != null) {
                follower.changed(event.getPath());
            }
        };
        followers.put(follower, watcher);
        if (nodes.isOpen()) {
            scheduler().after(Duration.ZERO, () -> attach(follower, watcher));
        } else {
            follower.connection(false);
        }
        return () -> unfollow(follower, watcher);
    }

    /** Sets the watch first: what changes after is marked, what changed before is read. */
    private void attach(Follower follower, Watcher watcher) {
        try {
            nodes.watch(follower.root(), watcher);
            synchronized (this) {
                if (nodes.isOpen() && followers.containsKey(follower)) {
                    follower.connection(true);
                }
            }
        } catch (UnavailableException e) {
            // Should the connection be gone, its return sets the watch; should it not, this does.
            scheduler().after(AGAIN, () -> {
                if (nodes.isOpen()) {
                    attach(follower, watcher);
                }
            });
        }
    }

    private void unfollow(Follower follower, Watcher watcher) {
        synchronized (this) {
            followers.remove(follower);
        }
        follower.close();
        nodes.unwatch(follower.root(), watcher);
    }

    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            nodes.open(false);
            followers.keySet().forEach(Follower::close);
        }
        client.close();
        thread.shutdownNow();
        callbacks.shutdownNow();
    }
}
