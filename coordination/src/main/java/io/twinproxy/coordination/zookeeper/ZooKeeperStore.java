package io.twinproxy.coordination.zookeeper;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.Ruling;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import io.twinproxy.coordination.tree.Follower;
import io.twinproxy.coordination.tree.HeartbeatNode;
import io.twinproxy.coordination.tree.History;
import io.twinproxy.coordination.tree.PairTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * The store on ZooKeeper. Does not need the servers to be there when it starts: it keeps trying, and says by {@link
 * Store.Listener#connected} how it fares; meanwhile every call fails at once.
 */
public final class ZooKeeperStore implements Store {
    private final ZooKeeperOptions options;
    private final Connection connection;
    private final ZooKeeperNodes nodes;
    private final PairTree pairs;
    private final History history;
    private final Set<ZooKeeperLeadership> leaderships = new CopyOnWriteArraySet<>();

    private ZooKeeperStore(ZooKeeperOptions options, Connection connection) {
        this.options = options;
        this.connection = connection;
        this.nodes = connection.nodes();
        this.pairs = new PairTree(nodes);
        this.history = new History(nodes);
    }

    /**
     * Starts to connect.
     *
     * @param hosts {@code host:port,…}, and a path below which all of ours is, if any
     * @throws IllegalArgumentException when that is not what hosts is
     * @throws UnavailableException when the options ask for a first wait and it ends without a connection
     */
    public static ZooKeeperStore connect(String hosts, ZooKeeperOptions options) throws UnavailableException {
        Connection connection = Connection.start(hosts, options);
        if (!options.firstWait().isZero() && !ready(connection, options)) {
            throw new UnavailableException("ZooKeeper at " + hosts + " did not answer within "
                    + options.firstWait().toMillis() + " ms" + options.access().silence());
        }
        return new ZooKeeperStore(options, connection);
    }

    /** Whether it is; one that is not, or never will be, is closed. */
    private static boolean ready(Connection connection, ZooKeeperOptions options) throws UnavailableException {
        boolean ready = false;
        try {
            ready = connection.awaitReady(options.firstWait());
            return ready;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public SortedSet<String> pairs() throws UnavailableException {
        return pairs.pairs();
    }

    @Override
    public PairRecords read(String pair) throws UnavailableException {
        return pairs.read(pair);
    }

    @Override
    public void putSpec(PairSpec spec, int expectedVersion) throws ConflictException, UnavailableException {
        pairs.putSpec(spec, expectedVersion);
    }

    @Override
    public void deletePair(String pair, int expectedSpecVersion) throws ConflictException, UnavailableException {
        pairs.deletePair(pair, expectedSpecVersion);
    }

    @Override
    public void putIntent(String pair, Intent intent, int expectedVersion)
            throws ConflictException, UnavailableException {
        pairs.putIntent(pair, intent, expectedVersion);
    }

    @Override
    public int putAssignment(Epoch epoch, String pair, Ruling ruling) throws ConflictException, UnavailableException {
        return pairs.putAssignment(epoch, pair, ruling);
    }

    @Override
    public void appendEvent(Epoch epoch, String pair, Event event) throws ConflictException, UnavailableException {
        history.append(epoch, pair, event);
    }

    @Override
    public void trimEvents(Epoch epoch, String pair) throws ConflictException, UnavailableException {
        history.trim(epoch, pair);
    }

    @Override
    public void putReading(Epoch epoch, String pair, Reading reading) throws ConflictException, UnavailableException {
        pairs.putReading(epoch, pair, reading);
    }

    @Override
    public List<Event> events(String pair, int limit) throws UnavailableException {
        return history.events(pair, limit);
    }

    @Override
    public Optional<Leader> leader() throws UnavailableException {
        return pairs.leader();
    }

    @Override
    public AutoCloseable watch(Optional<String> pair, Listener listener) {
        Follower follower = new Follower(pairs, pair, listener, connection.scheduler());
        return connection.follow(follower);
    }

    @Override
    public Presence join(String pair, String host) {
        return new HeartbeatNode(nodes, pair, host);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where the name is held, waits for one session timeout: its holder may have died, and its session not yet.
     */
    @Override
    public Leadership stand(String name, String status) throws UnavailableException, NameTakenException {
        ZooKeeperLeadership leadership =
                new ZooKeeperLeadership(connection, options, name, status, leaderships::remove);
        leadership.begin();
        leaderships.add(leadership);
        return leadership;
    }

    @Override
    public void close() {
        leaderships.forEach(ZooKeeperLeadership::close);
        connection.close();
    }
}
