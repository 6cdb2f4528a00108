package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Ruling;
import io.twinproxy.coordination.Store.Leader;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.EpochRecord;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Pairs as nodes: reads them into records, and writes records in transactions. Any thread.
 *
 * <p>A pair is there as soon as an operator has declared it or a host has joined it, whichever comes first; until it is
 * declared its spec is absent.
 */
public final class PairTree {
    /** Pairs read in one round: some six requests each stay far below what a connection may have outstanding. */
    private static final int ROUND_MAX = 50;

    /** Tries at a write that lost a race over something other than what the caller compares. */
    private static final int TRIES_MAX = 3;

    private final Nodes nodes;

    private final ParsedPairs parsed;

    public PairTree(Nodes nodes) {
        this(nodes, new ParsedPairs());
    }

    /** Shares what was parsed with others who read the same tree. */
    public PairTree(Nodes nodes, ParsedPairs parsed) {
        this.nodes = nodes;
        this.parsed = parsed;
    }

    public SortedSet<String> pairs() throws UnavailableException {
        nodes.freshen();
        SortedSet<String> pairs =
                new TreeSet<>(nodes.look(List.of(), List.of(Paths.PAIRS)).under(Paths.PAIRS));
        pairs.removeIf(name -> !Paths.fits(name));
        return pairs;
    }

    public PairRecords read(String pair) throws UnavailableException {
        nodes.freshen();
        PairRecords records = read(List.of(pair)).get(pair);
        return records == null ? PairRecords.empty(pair) : records;
    }

    /** The pictures of those pairs that are there, as fresh as this client's last notification. */
    public SortedMap<String, PairRecords> read(Collection<String> pairs) throws UnavailableException {
        SortedMap<String, PairRecords> read = new TreeMap<>();
        Iterator<String> rest = pairs.iterator();
        while (rest.hasNext()) {
            List<String> round = new ArrayList<>();
            while (rest.hasNext() && round.size() < ROUND_MAX) {
                String pair = rest.next();
                if (Paths.fits(pair)) {
                    round.add(pair);
                }
            }
            readRound(round, read);
        }
        return read;
    }

    private void readRound(List<String> pairs, SortedMap<String, PairRecords> into) throws UnavailableException {
        List<String> paths = new ArrayList<>();
        List<String> parents = new ArrayList<>();
        for (String pair : pairs) {
            parents.add(Paths.hosts(pair));
            paths.add(Paths.pair(pair));
            paths.add(Paths.spec(pair));
            paths.add(Paths.assignment(pair));
            paths.add(Paths.intent(pair));
            paths.add(Paths.reading(pair));
        }
        Glimpse first = nodes.look(paths, parents);
        List<String> hosts = new ArrayList<>();
        for (String pair : pairs) {
            for (String host : hostsOf(first, pair)) {
                hosts.add(Paths.host(pair, host));
            }
        }
        Glimpse second = hosts.isEmpty() ? first : nodes.look(hosts, List.of());
        for (String pair : pairs) {
            if (first.node(Paths.pair(pair)).isPresent()) {
                into.put(pair, picture(pair, first, second));
            } else {
                parsed.forget(pair);
            }
        }
    }

    private static SortedSet<String> hostsOf(Glimpse glimpse, String pair) {
        SortedSet<String> hosts = new TreeSet<>(glimpse.under(Paths.hosts(pair)));
        hosts.removeIf(host -> !Paths.fits(host));
        return hosts;
    }

    private PairRecords picture(String pair, Glimpse first, Glimpse second) {
        ParsedPairs.Next next = parsed.next(pair);
        SortedMap<String, Entry<Heartbeat>> hosts = new TreeMap<>();
        for (String host : hostsOf(first, pair)) {
            String path = Paths.host(pair, host);
            if (second.node(path).isPresent()) {
                hosts.put(host, next.entry(path, second.node(path), Heartbeat::parse));
            }
        }
        PairRecords records = new PairRecords(
                pair,
                entry(next, first, Paths.spec(pair), bytes -> spec(pair, bytes)),
                hosts,
                entry(next, first, Paths.assignment(pair), Assignment::parse),
                entry(next, first, Paths.intent(pair), Intent::parse),
                entry(next, first, Paths.reading(pair), Reading::parse));
        parsed.done(pair, next);
        return records;
    }

    private static <T> Entry<T> entry(ParsedPairs.Next parsed, Glimpse glimpse, String path, Parsing<T> parsing) {
        return parsed.entry(path, glimpse.node(path), parsing);
    }

    private static PairSpec spec(String pair, byte[] bytes) throws BadJsonException {
        PairSpec spec = PairSpec.parse(bytes);
        if (!spec.pair().equals(pair)) {
            throw new BadJsonException("it names the pair '" + spec.pair() + "'");
        }
        return spec;
    }

    public void putSpec(PairSpec spec, int expected) throws ConflictException, UnavailableException {
        String path = Paths.spec(spec.pair());
        if (expected != Entry.ABSENT) {
            nodes.commit(List.of(Change.set(path, spec.bytes(), expected)));
            return;
        }
        for (int tries = 1; ; tries++) {
            List<Change> changes = missingFrame(spec.pair());
            changes.add(Change.create(path, spec.bytes()));
            try {
                nodes.commit(changes);
                return;
            } catch (ConflictException e) {
                if (tries == TRIES_MAX || look(path).isPresent()) {
                    throw e;
                }
            }
        }
    }

    /** What must be made before something can be put under a pair. */
    private List<Change> missingFrame(String pair) throws UnavailableException {
        return missingFrame(nodes, pair);
    }

    static List<Change> missingFrame(Nodes nodes, String pair) throws UnavailableException {
        nodes.freshen();
        Glimpse there = nodes.look(Paths.frame(pair), List.of());
        List<Change> changes = new ArrayList<>();
        for (String path : Paths.frame(pair)) {
            if (there.node(path).isEmpty()) {
                changes.add(Change.create(path, new byte[0]));
            }
        }
        return changes;
    }

    public void deletePair(String pair, int expected) throws ConflictException, UnavailableException {
        for (int tries = 1; ; tries++) {
            try {
                nodes.commit(removal(pair, expected));
                return;
            } catch (ConflictException e) {
                int now = look(Paths.spec(pair)).map(Node::version).orElse(Entry.ABSENT);
                if (tries == TRIES_MAX
                        || now != expected
                        || look(Paths.pair(pair)).isEmpty()) {
                    throw e;
                }
            }
        }
    }

    private List<Change> removal(String pair, int expected) throws UnavailableException {
        String top = Paths.pair(pair);
        String spec = Paths.spec(pair);
        nodes.freshen();
        Glimpse there = nodes.look(List.of(), List.of(top, Paths.hosts(pair), Paths.events(pair)));
        List<Change> changes = new ArrayList<>();
        if (expected == Entry.ABSENT) {
            changes.addAll(unchanged(spec, Entry.ABSENT));
        } else {
            changes.add(Change.delete(spec, expected));
        }
        for (String child : there.under(top)) {
            String path = top + "/" + child;
            if (!path.equals(spec)) {
                there.under(path).forEach(name -> changes.add(Change.delete(path + "/" + name, Change.ANY)));
                changes.add(Change.delete(path, Change.ANY));
            }
        }
        changes.add(Change.delete(top, Change.ANY));
        return changes;
    }

    public void putIntent(String pair, Intent intent, int expected) throws ConflictException, UnavailableException {
        nodes.commit(List.of(put(Paths.intent(pair), intent.bytes(), expected)));
    }

    public int putAssignment(Epoch epoch, String pair, Ruling ruling) throws ConflictException, UnavailableException {
        List<Change> changes = new ArrayList<>();
        changes.add(check(epoch));
        ruling.onIntent().ifPresent(version -> changes.addAll(unchanged(Paths.intent(pair), version)));
        ruling.events().forEach(event -> changes.add(History.told(pair, event)));
        // The last, for its version is the answer.
        changes.add(put(Paths.assignment(pair), ruling.assignment().bytes(), ruling.onAssignment()));
        return nodes.commit(changes);
    }

    /** Made and unmade: the servers' way to say "only if it is not there". */
    private static List<Change> unchanged(String path, int version) {
        return version == Entry.ABSENT
                ? List.of(Change.create(path, new byte[0]), Change.delete(path, Change.ANY))
                : List.of(Change.check(path, version));
    }

    public void putReading(Epoch epoch, String pair, Reading reading) throws ConflictException, UnavailableException {
        String path = Paths.reading(pair);
        try {
            nodes.commit(List.of(check(epoch), Change.set(path, reading.bytes(), Change.ANY)));
        } catch (ConflictException e) {
            if (look(path).isPresent()) {
                throw e;
            }
            nodes.commit(List.of(check(epoch), Change.create(path, reading.bytes())));
        }
    }

    /** Who leads; empty when nobody ever led, when the node cannot be read, or when the leader is gone. */
    public Optional<Leader> leader() throws UnavailableException {
        Optional<Node> node = look(Paths.EPOCH);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        try {
            EpochRecord record = EpochRecord.parse(node.get().bytes());
            if (!Paths.fits(record.leader())
                    || look(Paths.controller(record.leader())).isEmpty()) {
                return Optional.empty();
            }
            Epoch epoch = new Epoch(record.epoch(), node.get().version());
            return Optional.of(new Leader(record.leader(), record.status(), epoch));
        } catch (BadJsonException e) {
            return Optional.empty();
        }
    }

    private Optional<Node> look(String path) throws UnavailableException {
        nodes.freshen();
        return nodes.look(List.of(path), List.of()).node(path);
    }

    static Change check(Epoch epoch) {
        return Change.check(Paths.EPOCH, epoch.version());
    }

    private static Change put(String path, byte[] bytes, int expected) {
        return expected == Entry.ABSENT ? Change.create(path, bytes) : Change.set(path, bytes, expected);
    }
}
