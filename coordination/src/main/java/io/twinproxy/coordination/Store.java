package io.twinproxy.coordination;

import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The store as everyone shares it. All calls block for at most the store's operation timeout and may be made from any
 * thread but the listener's. A write that ends in {@link UnavailableException} may have happened.
 */
public interface Store extends AutoCloseable {
    /** How many events a pair's history keeps; the oldest go first. */
    int EVENTS_MAX = 200;

    /** Hears whole pictures. Runs on the store's own thread, one call at a time; must be short. */
    interface Listener {
        /** The pair may have changed; this is how it reads now. Called once for each pair at the start. */
        void changed(PairRecords records);

        void removed(String pair);

        /** The connection came or went. While it is gone, what was heard before may be stale. */
        void connected(boolean connected);
    }

    SortedSet<String> pairs() throws UnavailableException;

    /** The pair's picture; all entries absent when there is no such pair. */
    PairRecords read(String pair) throws UnavailableException;

    /** Declares a pair, or changes it. {@code expectedVersion} is the spec's version as read. */
    void putSpec(PairSpec spec, int expectedVersion) throws ConflictException, UnavailableException;

    /** Forgets a pair with all that is under it. */
    void deletePair(String pair, int expectedSpecVersion) throws ConflictException, UnavailableException;

    void putIntent(String pair, Intent intent, int expectedVersion) throws ConflictException, UnavailableException;

    /**
     * A leader's write, in one transaction with the check of its epoch and of what it was decided on.
     *
     * @return the assignment's new version
     */
    int putAssignment(Epoch epoch, String pair, Ruling ruling) throws ConflictException, UnavailableException;

    /** A leader's write, in one transaction with the check of its epoch; drops the oldest beyond {@link #EVENTS_MAX}. */
    void appendEvent(Epoch epoch, String pair, Event event) throws ConflictException, UnavailableException;

    /** A leader's housekeeping: drops the oldest events beyond {@link #EVENTS_MAX}. */
    void trimEvents(Epoch epoch, String pair) throws ConflictException, UnavailableException;

    /** A leader's report, in one transaction with the check of its epoch; whatever was there is replaced. */
    void putReading(Epoch epoch, String pair, Reading reading) throws ConflictException, UnavailableException;

    /** The newest events, oldest first; unreadable ones are left out. */
    List<Event> events(String pair, int limit) throws UnavailableException;

    /** Who leads, as the epoch node says; empty when nobody ever led or the name's owner is gone. */
    Optional<Leader> leader() throws UnavailableException;

    /** Follows every pair, or one. Ends when the returned handle is closed. */
    AutoCloseable watch(Optional<String> pair, Listener listener);

    /** Joins a pair as a host. */
    Presence join(String pair, String host);

    /**
     * Stands for leadership under a name.
     *
     * @param status where this controller answers {@code /status}, for the command to find it
     * @throws NameTakenException when another live controller goes by the name
     */
    Leadership stand(String name, String status) throws UnavailableException, NameTakenException;

    @Override
    void close();

    /** A leader as the store knows it. */
    record Leader(String name, String status, Epoch epoch) {}
}
