package io.twinproxy.coordination.zookeeper;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.Lease;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.tree.Claim;
import io.twinproxy.coordination.tree.Node;
import io.twinproxy.coordination.tree.Paths;
import io.twinproxy.coordination.tree.Seat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller standing for leadership: Curator's latch says whose turn it is, the seat takes the epoch and keeps the
 * lease. All of it happens on one thread, which looks at every word of the latch and every sixth of a session; only
 * losing the lease with the connection happens at once, on the thread that hears of it.
 */
final class ZooKeeperLeadership implements Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperLeadership.class);

    private final Connection connection;
    private final ZooKeeperNodes nodes;
    private final ZooKeeperOptions options;
    private final String name;
    private final byte[] nameBytes;
    private final Claim claim;
    private final Seat seat;
    private final ScheduledExecutorService thread;
    private final Consumer<ZooKeeperLeadership> onClose;
    private final Consumer<Boolean> heeder = this::connection;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** The thread's own. */
    private Optional<LeaderLatch> latch = Optional.empty();

    private Optional<Lease> told = Optional.empty();
    private boolean nameLost;

    ZooKeeperLeadership(
            Connection connection,
            ZooKeeperOptions options,
            String name,
            String status,
            Consumer<ZooKeeperLeadership> onClose) {
        this.connection = connection;
        this.nodes = connection.nodes();
        this.options = options;
        this.name = name;
        this.nameBytes = Paths.nameRecord(status);
        this.claim = new Claim(nodes, Paths.controller(name), List::of);
        this.seat = new Seat(nodes, name, status, options.nanos(), connection::sessionTimeout);
        this.thread = Threads.one("leadership-" + name);
        this.onClose = onClose;
    }

    void begin() throws UnavailableException, NameTakenException {
        try {
            takeName();
        } catch (UnavailableException | NameTakenException e) {
            thread.shutdownNow();
            throw e;
        }
        connection.heed(heeder);
        Threads.schedule(thread, Duration.ZERO, this::turn);
    }

    private void takeName() throws UnavailableException, NameTakenException {
        boolean mine = claim.hold(nameBytes)
                || (nodes.goneWithin(
                                Paths.controller(name),
                                connection.sessionTimeout().plus(slack()))
                        && claim.hold(nameBytes));
        if (!mine) {
            throw new NameTakenException("another controller goes by the name '" + name + "'; each needs its own");
        }
    }

    /** The servers end sessions at ticks: up to one late, and a tick is at most half a session. */
    private Duration slack() {
        return connection.sessionTimeout().dividedBy(2);
    }

    private void connection(boolean there) {
        if (!there) {
            seat.vacate();
        }
        Threads.schedule(thread, Duration.ZERO, this::look);
    }

    /** Goes on whatever happens: who stands first in the line and no longer asks for its lease would keep all others out. */
    private void turn() {
        try {
            look();
        } catch (RuntimeException | Error e) {
            LOG.error("{} gives the leadership up: a bug in keeping its lease", name, e);
            leaveLine();
            changed();
        } finally {
            if (!closed) {
                Threads.schedule(thread, connection.sessionTimeout().dividedBy(6), this::turn);
            }
        }
    }

    private void look() {
        if (closed) {
            return;
        }
        try {
            if (nodes.isOpen() && named()) {
                LeaderLatch standing = stand();
                if (!standing.hasLeadership()) {
                    seat.vacate();
                } else if (seat.lease().isPresent()) {
                    renew();
                } else {
                    take(standing);
                }
            }
        } catch (ConflictException | UnavailableException e) {
            // The lease runs down by itself; the next turn tries again.
            LOG.debug("{}: {}", name, e.getMessage());
        }
        changed();
    }

    private void renew() throws UnavailableException {
        try {
            seat.renew();
        } catch (ConflictException e) {
            LOG.warn("{} gives the leadership up and stands again: {}", name, e.getMessage());
            leaveLine();
            onThread(this::look);
        }
    }

    /** Holds the name under this session; without it nothing may be led under that name. */
    private boolean named() throws UnavailableException {
        if (claim.current() || claim.hold(nameBytes)) {
            nameLost = false;
            return true;
        }
        if (!nameLost) {
            LOG.error("another controller has taken the name '{}'; this one does not stand until it is free", name);
            nameLost = true;
        }
        leaveLine();
        return false;
    }

    private LeaderLatch stand() throws UnavailableException {
        if (latch.isPresent()) {
            return latch.get();
        }
        LeaderLatch made = new LeaderLatch(connection.client(), Paths.LATCH, name);
        made.addListener(
                new LeaderLatchListener() {
                    @Override
                    public void isLeader() {
                        look();
                    }

                    @Override
                    public void notLeader() {
                        look();
                    }
                },
                this::onThread);
        try {
            made.start();
        } catch (Exception e) {
            throw new UnavailableException("cannot stand for leadership", e);
        }
        latch = Optional.of(made);
        return made;
    }

    private void onThread(Runnable run) {
        Threads.schedule(thread, Duration.ZERO, run);
    }

    private void take(LeaderLatch standing) throws ConflictException, UnavailableException {
        String path = standing.getLastPathIsLeader();
        if (path == null) {
            return;
        }
        Optional<Node> node = nodes.look(List.of(path), List.of()).node(path);
        if (node.isPresent() && node.get().owner() == nodes.session()) {
            LOG.info("{} leads: {}", name, seat.take(node.get().created()));
        }
    }

    private void leaveLine() {
        seat.vacate();
        if (latch.isPresent()) {
            try {
                latch.get().close(LeaderLatch.CloseMode.NOTIFY_LEADER);
            } catch (IOException | IllegalStateException e) {
                LOG.debug("leaving the line", e);
            }
            latch = Optional.empty();
        }
    }

    private void changed() {
        Optional<Lease> now = seat.lease();
        if (!now.map(Lease::epoch).equals(told.map(Lease::epoch))) {
            told = now;
            listeners.forEach(Runnable::run);
        }
    }

    @Override
    public Optional<Lease> lease() {
        return closed ? Optional.empty() : seat.lease();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        seat.vacate();
        connection.heedNoMore(heeder);
        try {
            Future<?> left = thread.submit(() -> {
                leaveLine();
                claim.release();
                changed();
            });
            left.get(2 * options.operationTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.warn("{} could not leave in order; its session ends it", name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
        onClose.accept(this);
    }
}
