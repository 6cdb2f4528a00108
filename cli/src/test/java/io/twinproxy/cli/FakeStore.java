package io.twinproxy.cli;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Leadership;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** A store that compares and sets in memory, and can be told to conflict, to fail, and to answer as a leader would. */
final class FakeStore implements Store {
    private final TreeMap<String, PairRecords> pairs = new TreeMap<>();
    private final TreeMap<String, List<Event>> events = new TreeMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    Optional<Leader> leader = Optional.of(new Leader("controller-1", "127.0.0.1:8080", new Epoch(7, 1)));
    /** Runs before each write: what someone else does in between. */
    Runnable beforeWrite = () -> {};
    /** The leader's part: hears each intent after it was written. */
    BiConsumer<String, Intent> onIntent = (pair, intent) -> {};

    boolean readsFail;
    boolean writesFail;
    int writes;
    int closed;

    synchronized void put(PairRecords records) {
        pairs.put(records.pair(), records);
        listeners.forEach(l -> l.changed(records));
    }

    void change(String pair, UnaryOperator<PairRecords> how) {
        put(how.apply(records(pair)));
    }

    synchronized void say(boolean connected) {
        listeners.forEach(l -> l.connected(connected));
    }

    synchronized void history(String pair, List<Event> happened) {
        events.put(pair, List.copyOf(happened));
    }

    synchronized PairRecords records(String pair) {
        return pairs.getOrDefault(pair, PairRecords.empty(pair));
    }

    int watchers() {
        return listeners.size();
    }

    static PairRecords with(PairRecords r, Entry<Assignment> assignment) {
        return new PairRecords(r.pair(), r.spec(), r.hosts(), assignment, r.intent(), r.reading());
    }

    static PairRecords withReading(PairRecords r, Entry<Reading> reading) {
        return new PairRecords(r.pair(), r.spec(), r.hosts(), r.assignment(), r.intent(), reading);
    }

    static PairRecords withIntent(PairRecords r, Entry<Intent> intent) {
        return new PairRecords(r.pair(), r.spec(), r.hosts(), r.assignment(), intent, r.reading());
    }

    static PairRecords withSpec(PairRecords r, Entry<PairSpec> spec) {
        return new PairRecords(r.pair(), spec, r.hosts(), r.assignment(), r.intent(), r.reading());
    }

    static PairRecords withHosts(PairRecords r, SortedMap<String, Entry<Heartbeat>> hosts) {
        return new PairRecords(r.pair(), r.spec(), hosts, r.assignment(), r.intent(), r.reading());
    }

    @Override
    public synchronized SortedSet<String> pairs() throws UnavailableException {
        reading();
        return Collections.unmodifiableSortedSet(new TreeSet<>(pairs.keySet()));
    }

    @Override
    public synchronized PairRecords read(String pair) throws UnavailableException {
        reading();
        return records(pair);
    }

    private void reading() throws UnavailableException {
        if (readsFail) {
            throw new UnavailableException("connection refused");
        }
    }

    private void write(int version, int expected) throws ConflictException, UnavailableException {
        if (writesFail) {
            throw new UnavailableException("no answer within 3 s");
        }
        if (version != expected) {
            throw new ConflictException("version is " + version + ", not " + expected);
        }
        writes++;
    }

    @Override
    public void putSpec(PairSpec spec, int expected) throws ConflictException, UnavailableException {
        beforeWrite.run();
        synchronized (this) {
            PairRecords now = records(spec.pair());
            write(now.spec().version(), expected);
            put(withSpec(now, Entry.of(spec, expected + 1)));
        }
    }

    @Override
    public void deletePair(String pair, int expected) throws ConflictException, UnavailableException {
        beforeWrite.run();
        synchronized (this) {
            write(records(pair).spec().version(), expected);
            pairs.remove(pair);
            listeners.forEach(l -> l.removed(pair));
        }
    }

    @Override
    public void putIntent(String pair, Intent intent, int expected) throws ConflictException, UnavailableException {
        beforeWrite.run();
        synchronized (this) {
            PairRecords now = records(pair);
            write(now.intent().version(), expected);
            put(withIntent(now, Entry.of(intent, expected + 1)));
        }
        onIntent.accept(pair, intent);
    }

    @Override
    public synchronized List<Event> events(String pair, int limit) throws UnavailableException {
        reading();
        List<Event> all = events.getOrDefault(pair, List.of());
        return new ArrayList<>(all.subList(Math.max(0, all.size() - limit), all.size()));
    }

    @Override
    public Optional<Leader> leader() throws UnavailableException {
        reading();
        return leader;
    }

    @Override
    public synchronized AutoCloseable watch(Optional<String> pair, Listener listener) {
        listeners.add(listener);
        pairs.values().stream()
                .filter(r -> pair.isEmpty() || pair.get().equals(r.pair()))
                .forEach(listener::changed);
        return () -> listeners.remove(listener);
    }

    @Override
    public int putAssignment(Epoch epoch, String pair, Ruling ruling) {
        throw new AssertionError("only a leader writes assignments");
    }

    @Override
    public void appendEvent(Epoch epoch, String pair, Event event) {
        throw new AssertionError("only a leader writes events");
    }

    @Override
    public void trimEvents(Epoch epoch, String pair) {
        throw new AssertionError("only a leader trims events");
    }

    @Override
    public void putReading(Epoch epoch, String pair, Reading reading) {
        throw new AssertionError("only a leader writes readings");
    }

    @Override
    public Presence join(String pair, String host) {
        throw new AssertionError("only an agent joins");
    }

    @Override
    public Leadership stand(String name, String status) {
        throw new AssertionError("only a controller stands for leadership");
    }

    @Override
    public void close() {
        closed++;
    }
}
