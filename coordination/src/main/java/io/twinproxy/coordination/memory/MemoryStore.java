package io.twinproxy.coordination.memory;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.Ruling;
import io.twinproxy.coordination.Scheduler;
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
import io.twinproxy.coordination.tree.Paths;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.LongSupplier;

/**
 * One program's store over a {@link MemoryEnsemble}, with the faults a simulation can inflict on that program. Its clock
 * and scheduler are the program's own: one whose scheduler stands still sends no pings, and loses its session. One
 * thread.
 */
public final class MemoryStore implements Store {
    private final MemorySession session;
    private final LongSupplier nanos;
    private final Scheduler scheduler;
    private final PairTree pairs;
    private final History history;
    private final Set<Follower> followers = new LinkedHashSet<>();
    private final Set<MemoryLeadership> leaderships = new LinkedHashSet<>();

    /**
     * @param client a name for messages
     * @param nanos the program's monotonic clock
     * @param scheduler where the program's notifications, pings and reconnects run
     * @param sessionTimeout how long the servers wait for it when they hear nothing
     * @param notificationDelay from a write to its notification here, and from a healed connection to its use
     */
    public MemoryStore(
            MemoryEnsemble ensemble,
            String client,
            LongSupplier nanos,
            Scheduler scheduler,
            Duration sessionTimeout,
            Duration notificationDelay) {
        this.nanos = nanos;
        this.scheduler = (delay, run) -> scheduler.after(delay, () -> ifRunning(run));
        this.session =
                new MemorySession(ensemble, client, this.scheduler, sessionTimeout, notificationDelay, new ThisHears());
        this.pairs = new PairTree(session, ensemble.parsed());
        this.history = new History(session);
        session.begin();
    }

    private void ifRunning(Runnable run) {
        if (!session.killed()) {
            run.run();
        }
    }

    private final class ThisHears implements MemorySession.Hearer {
        @Override
        public void connection(boolean there) {
            List.copyOf(leaderships).forEach(leadership -> leadership.connection(there));
            List.copyOf(followers).forEach(follower -> follower.connection(there));
        }

        @Override
        public void changed(List<String> paths) {
            List.copyOf(followers).forEach(follower -> paths.forEach(follower::changed));
            if (paths.stream().anyMatch(ThisHears::ofControllers)) {
                List.copyOf(leaderships).forEach(MemoryLeadership::look);
            }
        }

        @Override
        public boolean caresFor(String path) {
            return ofControllers(path)
                    ? !leaderships.isEmpty()
                    : Paths.pairOf(path).isPresent()
                            && followers.stream().anyMatch(follower -> path.startsWith(follower.root()));
        }

        private static boolean ofControllers(String path) {
            return path.startsWith(Paths.CONTROLLERS);
        }
    }

    /** Cuts this program off from the servers, or heals that. Noticed at once: suspended means no lease. */
    public void partition(boolean on) {
        session.partition(on, Duration.ZERO);
    }

    /** Cuts it off so that it notices only after a while; until then its calls go unanswered and its lease runs down. */
    public void partitionNoticedAfter(Duration silence) {
        session.partition(true, silence);
    }

    /** The next so many writes happen, but their callers are not told. */
    public void loseReplies(int count) {
        session.loseReplies(count);
    }

    /** Ends its session, as if it had been away for too long; it comes back with a new one. */
    public void expire() {
        session.expire();
    }

    /** Ends the program: nothing is delivered to it any more, and its session ends by timeout. */
    public void kill() {
        session.kill();
    }

    public boolean connected() {
        return session.connected();
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
        Follower follower = new Follower(pairs, pair, listener, scheduler);
        followers.add(follower);
        follower.connection(session.connected());
        return () -> {
            followers.remove(follower);
            follower.close();
        };
    }

    @Override
    public Presence join(String pair, String host) {
        return new HeartbeatNode(session, pair, host);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Does not wait for the session of a predecessor that was killed: the leadership then stands as soon as that
     * session has ended.
     */
    @Override
    public Leadership stand(String name, String status) throws UnavailableException, NameTakenException {
        MemoryLeadership leadership =
                new MemoryLeadership(session, name, status, nanos, scheduler, leaderships::remove);
        leadership.begin();
        leaderships.add(leadership);
        return leadership;
    }

    @Override
    public void close() {
        List.copyOf(leaderships).forEach(MemoryLeadership::close);
        session.end();
        followers.forEach(Follower::close);
        followers.clear();
    }
}
