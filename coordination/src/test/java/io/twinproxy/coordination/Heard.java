package io.twinproxy.coordination;

import io.twinproxy.coordination.record.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A listener that remembers. */
final class Heard implements Store.Listener {
    private final SortedMap<String, PairRecords> pictures = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private Optional<Boolean> connected = Optional.empty();

    @Override
    public synchronized void changed(PairRecords records) {
        pictures.put(records.pair(), records);
        calls.add("changed " + records.pair());
    }

    @Override
    public synchronized void removed(String pair) {
        pictures.remove(pair);
        calls.add("removed " + pair);
    }

    @Override
    public synchronized void connected(boolean there) {
        connected = Optional.of(there);
        calls.add("connected " + there);
    }

    synchronized boolean isConnected() {
        return connected.orElse(false);
    }

    synchronized boolean wasDisconnected() {
        return calls.contains("connected false");
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized Optional<PairRecords> picture(String pair) {
        return Optional.ofNullable(pictures.get(pair));
    }

    synchronized boolean shows(String pair, long generation) {
        return picture(pair).flatMap(p -> p.assignment().value()).stream().anyMatch(a -> a.generation() == generation);
    }

    synchronized boolean beats(String pair, String host, long sequence) {
        return picture(pair).map(PairRecords::hosts).map(hosts -> hosts.get(host)).stream()
                .flatMap(e -> e.value().stream())
                .mapToLong(Heartbeat::sequence)
                .anyMatch(s -> s == sequence);
    }
}
