package io.twinproxy.cli.look;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store.Leader;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * A pair's records with the questions people ask of them. What cannot be read is not there, and {@link #unreadable()}
 * says why: nobody may take the one for the other.
 */
public record Picture(PairRecords records, Optional<Leader> leader) {
    public String pair() {
        return records.pair();
    }

    public Optional<PairSpec> spec() {
        return records.spec().value();
    }

    /** Whether there is a spec, readable or not. */
    public boolean declared() {
        return spec().isPresent() || !records.spec().readable();
    }

    public Optional<Assignment> assignment() {
        return records.assignment().value();
    }

    public Intent intent() {
        return records.intent().value().orElse(Intent.NONE);
    }

    public Optional<Reading> reading() {
        return records.reading().value();
    }

    public SortedMap<String, Request> drained() {
        return intent().drained();
    }

    public Optional<Heartbeat> heartbeat(String host) {
        return Optional.ofNullable(records.hosts().get(host)).flatMap(Entry::value);
    }

    public Optional<Move> move() {
        return assignment().flatMap(Assignment::move);
    }

    public Optional<String> active() {
        return assignment().flatMap(Assignment::active);
    }

    /** Who holds the endpoint according to the cloud, as the leader last saw it. */
    public Optional<String> holder() {
        return reading().flatMap(Reading::holder);
    }

    /** Every host anyone speaks of, by name: those that heartbeat, those the leader reads or remembers, the active. */
    public NavigableSet<String> hosts() {
        NavigableSet<String> hosts = new TreeSet<>(records.hosts().keySet());
        reading().ifPresent(r -> hosts.addAll(r.hosts().keySet()));
        assignment().ifPresent(a -> hosts.addAll(a.members().keySet()));
        active().ifPresent(hosts::add);
        return Collections.unmodifiableNavigableSet(hosts);
    }

    /** Every host but the active. */
    public List<String> standbys() {
        return hosts().stream().filter(h -> !active().equals(Optional.of(h))).toList();
    }

    /** Every reason why the host is not ready, as the leader reads it; none means ready. */
    public List<String> notReady(String host) {
        if (reading().isEmpty()) {
            return List.of("the leader has not said how it reads this pair");
        }
        List<String> reasons = reading().get().hosts().get(host);
        return reasons == null ? List.of("the leader does not know this host") : reasons;
    }

    public boolean ready(String host) {
        return notReady(host).isEmpty();
    }

    /** An operator's wish the leader has not answered yet. */
    public Optional<Switchover> openSwitchover() {
        Optional<String> answered = assignment().flatMap(Assignment::answered).map(a -> a.id());
        return intent().switchover().filter(s -> !answered.equals(Optional.of(s.id())));
    }

    /** Whether the reading was written by the present leadership; without one it is nobody's. */
    public boolean readingFresh() {
        return reading().isPresent()
                && leader().isPresent()
                && reading().get().epoch() == leader().get().epoch().number();
    }

    /** Whether there is anything at all under the pair's name. */
    public boolean exists() {
        return records.spec().version() != Entry.ABSENT
                || !records.hosts().isEmpty()
                || records.assignment().version() != Entry.ABSENT
                || records.intent().version() != Entry.ABSENT;
    }

    /** Every record that is there and cannot be read, as sentences. */
    public List<String> unreadable() {
        List<String> problems = new ArrayList<>(undecidable());
        records.reading().problem().ifPresent(p -> problems.add("the reading cannot be read: " + p));
        records.hosts()
                .forEach((host, entry) -> entry.problem()
                        .ifPresent(p -> problems.add("the heartbeat of " + host + " cannot be read: " + p)));
        return List.copyOf(problems);
    }

    /** Of these, the ones without which nothing can be decided at all. */
    public List<String> undecidable() {
        List<String> problems = new ArrayList<>();
        records.spec().problem().ifPresent(p -> problems.add("the spec cannot be read: " + p));
        records.assignment().problem().ifPresent(p -> problems.add("the assignment cannot be read: " + p));
        records.intent().problem().ifPresent(p -> problems.add("the intent cannot be read: " + p));
        return List.copyOf(problems);
    }
}
