package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Lease;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.record.EpochRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The leader's seat: takes the next epoch, keeps the lease alive, and loses it. {@link #take} and {@link #renew} are
 * called by one thread; the rest by any.
 *
 * <p>The lease runs from when the last acknowledged transaction was sent. It is a transaction, though it only checks,
 * because a majority of the servers must agree to it: one server cut off from the others would go on answering reads.
 */
public final class Seat {
    /** Of the session timeout: what clocks may run apart, and what a session may have been heard of late. */
    private static final int MARGIN_PERCENT = 10;

    private final Nodes nodes;
    private final String name;
    private final String status;
    private final LongSupplier nanos;
    private final Supplier<Duration> sessionTimeout;
    private @Nullable Lease lease;
    private long turn;

    public Seat(Nodes nodes, String name, String status, LongSupplier nanos, Supplier<Duration> sessionTimeout) {
        this.nodes = nodes;
        this.name = name;
        this.status = status;
        this.nanos = nanos;
        this.sessionTimeout = sessionTimeout;
    }

    /** The lease as of now. One that has run out is gone for good, whatever a late answer would say. */
    public synchronized Optional<Lease> lease() {
        Lease held = lease;
        if (held != null && held.untilNanos() - nanos.getAsLong() <= 0) {
            vacate();
        }
        return Optional.ofNullable(lease);
    }

    /** Gives the lease up at once; an answer still on its way does not bring it back. */
    public synchronized void vacate() {
        lease = null;
        turn++;
    }

    /**
     * Takes the next epoch: larger than the one stored, and than the count of changes at which this stand began, so
     * that epochs grow even where the node was restored from a backup.
     *
     * @param created when the node with which this controller stands in line was made
     * @throws ConflictException when another controller took one meanwhile
     */
    public Epoch take(long created) throws ConflictException, UnavailableException {
        long taking;
        synchronized (this) {
            vacate();
            taking = turn;
        }
        nodes.freshen();
        Optional<Node> there = nodes.look(List.of(Paths.EPOCH), List.of()).node(Paths.EPOCH);
        long number = Math.max(created, there.map(Seat::floor).orElse(1L));
        byte[] bytes = new EpochRecord(number, name, status, new TreeMap<>()).bytes();
        long sent = nanos.getAsLong();
        int version = nodes.commit(List.of(
                there.isPresent()
                        ? Change.set(Paths.EPOCH, bytes, there.get().version())
                        : Change.create(Paths.EPOCH, bytes)));
        Epoch epoch = new Epoch(number, version);
        synchronized (this) {
            if (turn == taking) {
                lease = new Lease(epoch, until(sent));
            }
        }
        return epoch;
    }

    /** Every epoch is at most the count of changes at which it was written: that stands in for one nobody can read. */
    private static long floor(Node node) {
        try {
            return EpochRecord.parse(node.bytes()).epoch() + 1;
        } catch (BadJsonException e) {
            return node.modified() + 1;
        }
    }

    /**
     * Extends the lease, if one is held.
     *
     * @throws ConflictException when the epoch is no longer ours; the lease is gone then
     */
    public void renew() throws ConflictException, UnavailableException {
        Optional<Lease> held = lease();
        if (held.isEmpty()) {
            return;
        }
        long extending;
        synchronized (this) {
            extending = turn;
        }
        long sent = nanos.getAsLong();
        try {
            nodes.commit(List.of(PairTree.check(held.get().epoch())));
        } catch (ConflictException e) {
            vacate();
            throw e;
        }
        synchronized (this) {
            if (lease().isPresent() && turn == extending) {
                lease = new Lease(held.get().epoch(), until(sent));
            }
        }
    }

    private long until(long sent) {
        return sent + sessionTimeout.get().toNanos() / 100 * (100 - MARGIN_PERCENT);
    }
}
