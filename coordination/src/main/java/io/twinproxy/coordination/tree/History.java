package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pair's events: numbered nodes under one parent, the lowest the oldest. Any thread. */
public final class History {
    /** Tries at an append that raced with another of the same leader over the oldest event. */
    private static final int TRIES_MAX = 3;

    /** So many are dropped at once: a transaction stays short even where somebody filled a history by hand. */
    private static final int DROPPED_MAX = 100;

    private final Nodes nodes;

    public History(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The part of a transaction that tells the history of something. */
    static Change told(String pair, Event event) {
        return Change.sequential(Paths.events(pair) + "/", event.bytes());
    }

    public void append(Epoch epoch, String pair, Event event) throws ConflictException, UnavailableException {
        commit(epoch, pair, List.of(told(pair, event)));
    }

    /** Drops the oldest beyond {@link Store#EVENTS_MAX}. */
    public void trim(Epoch epoch, String pair) throws ConflictException, UnavailableException {
        commit(epoch, pair, List.of());
    }

    private void commit(Epoch epoch, String pair, List<Change> told) throws ConflictException, UnavailableException {
        String parent = Paths.events(pair);
        for (int tries = 1; ; tries++) {
            List<String> names = names(parent);
            List<Change> changes = new ArrayList<>();
            changes.add(PairTree.check(epoch));
            changes.addAll(told);
            int beyond = Math.min(names.size() + told.size() - Store.EVENTS_MAX, DROPPED_MAX);
            for (int i = 0; i < beyond; i++) {
                changes.add(Change.delete(parent + "/" + names.get(i), Change.ANY));
            }
            if (changes.size() == 1) {
                return;
            }
            try {
                nodes.commit(changes);
                return;
            } catch (ConflictException e) {
                if (tries == TRIES_MAX || !leads(epoch) || names.size() < Store.EVENTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private boolean leads(Epoch epoch) throws UnavailableException {
        nodes.freshen();
        return nodes.look(List.of(Paths.EPOCH), List.of())
                .node(Paths.EPOCH)
                .filter(node -> node.version() == epoch.version())
                .isPresent();
    }

    /** The newest, oldest first; those that cannot be read are left out. */
    public List<Event> events(String pair, int limit) throws UnavailableException {
        String parent = Paths.events(pair);
        List<String> names = names(parent);
        List<String> paths = names.subList(Math.max(0, names.size() - Math.max(0, limit)), names.size()).stream()
                .map(name -> parent + "/" + name)
                .toList();
        Parsing<Event> parsing = Event::parse;
        return nodes.look(paths, List.of()).nodes().entrySet().stream()
                .flatMap(node -> parsing.entry(node.getKey(), Optional.of(node.getValue())).value().stream())
                .toList();
    }

    /** Names of one length sort as the numbers they are. */
    private List<String> names(String parent) throws UnavailableException {
        nodes.freshen();
        return List.copyOf(nodes.look(List.of(), List.of(parent)).under(parent));
    }
}
