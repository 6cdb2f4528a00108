package io.twinproxy.controller.sim;

import io.twinproxy.coordination.ConflictException;
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
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** A store over another, for those who change or hear one of its calls. */
class WatchedStore implements Store {
    /** Hears of every assignment that came to be written, whether its writer was told so or not. */
    interface Hearer {
        void tried(String pair, Assignment assignment);
    }

    private final Store store;
    private final Hearer hearer;

    WatchedStore(Store store, Hearer hearer) {
        this.store = store;
        this.hearer = hearer;
    }

    @Override
    public SortedSet<String> pairs() throws UnavailableException {
        return store.pairs();
    }

    @Override
    public PairRecords read(String pair) throws UnavailableException {
        return store.read(pair);
    }

    @Override
    public void putSpec(PairSpec spec, int expectedVersion) throws ConflictException, UnavailableException {
        store.putSpec(spec, expectedVersion);
    }

    @Override
    public void deletePair(String pair, int expectedSpecVersion) throws ConflictException, UnavailableException {
        store.deletePair(pair, expectedSpecVersion);
    }

    @Override
    public void putIntent(String pair, Intent intent, int expectedVersion)
            throws ConflictException, UnavailableException {
        store.putIntent(pair, intent, expectedVersion);
    }

    @Override
    public int putAssignment(Epoch epoch, String pair, Ruling ruling) throws ConflictException, UnavailableException {
        try {
            return store.putAssignment(epoch, pair, ruling);
        } finally {
            hearer.tried(pair, ruling.assignment());
        }
    }

    @Override
    public void trimEvents(Epoch epoch, String pair) throws ConflictException, UnavailableException {
        store.trimEvents(epoch, pair);
    }

    @Override
    public void appendEvent(Epoch epoch, String pair, Event event) throws ConflictException, UnavailableException {
        store.appendEvent(epoch, pair, event);
    }

    @Override
    public void putReading(Epoch epoch, String pair, Reading reading) throws ConflictException, UnavailableException {
        store.putReading(epoch, pair, reading);
    }

    @Override
    public List<Event> events(String pair, int limit) throws UnavailableException {
        return store.events(pair, limit);
    }

    @Override
    public Optional<Leader> leader() throws UnavailableException {
        return store.leader();
    }

    @Override
    public AutoCloseable watch(Optional<String> pair, Listener listener) {
        return store.watch(pair, listener);
    }

    @Override
    public Presence join(String pair, String host) {
        return store.join(pair, host);
    }

    @Override
    public Leadership stand(String name, String status) throws UnavailableException, NameTakenException {
        return store.stand(name, status);
    }

    @Override
    public void close() {
        store.close();
    }
}
