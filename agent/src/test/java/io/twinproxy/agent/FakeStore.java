package io.twinproxy.agent;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.Ruling;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a store as an agent uses, for any thread: one pair, heartbeats, one listener, and faults on demand. */
final class FakeStore implements Store {
    final List<Heartbeat> beats = new CopyOnWriteArrayList<>();
    volatile boolean unavailable;
    volatile boolean nameTaken;
    volatile boolean deleted;
    volatile boolean closed;
    private final TreeMap<String, Entry<Heartbeat>> hosts = new TreeMap<>();
    private Entry<Assignment> assignment = Entry.absent();
    private Optional<Listener> listener = Optional.empty();

    synchronized void assign(Assignment next) {
        assignment = Entry.of(next, 1);
        tell();
    }

    synchronized void host(String host, Heartbeat heartbeat) {
        hosts.put(host, Entry.of(heartbeat, 0));
        tell();
    }

    synchronized void connection(boolean there) {
        unavailable = !there;
        listener.ifPresent(heard -> heard.connected(there));
    }

    private synchronized void tell() {
        listener.ifPresent(heard -> heard.changed(read("cache-a")));
    }

    @Override
    public synchronized PairRecords read(String pair) {
        return new PairRecords(pair, Entry.absent(), hosts, assignment, Entry.absent(), Entry.absent());
    }

    @Override
    public synchronized AutoCloseable watch(Optional<String> pair, Listener next) {
        listener = Optional.of(next);
        tell();
        return () -> listener = Optional.empty();
    }

    @Override
    public Presence join(String pair, String host) {
        return new Presence() {
            @Override
            public void beat(Heartbeat heartbeat) throws UnavailableException, NameTakenException {
                if (unavailable) {
                    throw new UnavailableException("told to be away");
                }
                if (nameTaken) {
                    throw new NameTakenException("told to be taken");
                }
                beats.add(heartbeat);
                host(host, heartbeat);
            }

            @Override
            public void close() {
                deleted = true;
            }
        };
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public SortedSet<String> pairs() {
        return new TreeSet<>(List.of("cache-a"));
    }

    @Override
    public void putSpec(PairSpec spec, int expectedVersion) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deletePair(String pair, int expectedSpecVersion) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putIntent(String pair, Intent intent, int expectedVersion) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int putAssignment(Epoch epoch, String pair, Ruling ruling) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void appendEvent(Epoch epoch, String pair, Event event) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void trimEvents(Epoch epoch, String pair) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putReading(Epoch epoch, String pair, Reading reading) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Event> events(String pair, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Leader> leader() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Leadership stand(String name, String status) {
        throw new UnsupportedOperationException();
    }
}
