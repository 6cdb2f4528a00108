package io.twinproxy.agent.core;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.Mapping;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Peer;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.coordination.record.Timings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's one loop: take the news in, follow the assignment, look, say. Whoever drives it calls {@link #turn} when
 * there is news and no later than the turn before asked for; one thread, or a simulator. Nothing in it blocks.
 */
public final class AgentLoop {
    /** How soon an active host looks again for an interface that is on its way: part of every client's outage. */
    static final Duration URGENT_LOOK = Duration.ofMillis(50);

    /** How long it looks that often; a forced detach takes tens of seconds at most, and every look costs a process. */
    static final Duration URGENT_FOR = Duration.ofSeconds(60);

    /** How long after a failed write the next is tried, unless the store comes back first. */
    static final Duration RETRY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);

    private final Self self;
    private final Inbox inbox;
    private final Worker worker;
    private final Supplier<Machine> machine;
    private final Supplier<ProxyReport> proxy;
    private final LongSupplier wallMillis;
    private final DoubleSupplier chance;
    private final Duration leaveWithin;
    private final Contact contact = new Contact();
    private final OwnName name = new OwnName();

    private PairRecords records;
    private Timings timings = DefaultTimings.get();
    private Bearing bearing = Bearing.NOTHING;
    private Optional<String> ownAddress = Optional.empty();
    private Optional<Assignment> assignment = Optional.empty();
    private boolean assignmentKnown;

    private Optional<HostState> host = Optional.empty();
    private Optional<Wanted> looking = Optional.empty();
    private boolean lookUnderWay;
    private long lookAt;
    private long wantedSince;

    private Optional<PeerAt> peerAt = Optional.empty();
    private Optional<Peer> peer = Optional.empty();

    private Optional<Heartbeat> lastWritten = Optional.empty();
    private Optional<Written.Result> lastResult = Optional.empty();
    private boolean writeUnderWay;
    private boolean writeAgain;
    private long writtenAt;
    private long retryAt;
    private Duration refreshAfter;
    private long sequence;

    private boolean leaving;
    private long leaveBy;
    private boolean started;
    private volatile boolean finished;
    private volatile Standing standing = Standing.NOTHING_KNOWN;

    /**
     * @param machine which instance this is, as far as that is known by now; never blocks
     * @param proxy what the own proxy says of itself; never blocks
     * @param wallMillis wall-clock time, which only people read
     * @param chance from 0 to 1, for the jitter of the refresh
     * @param leaveWithin the longest a stop waits for the endpoint to go elsewhere
     */
    public AgentLoop(
            Self self,
            Inbox inbox,
            Worker worker,
            Supplier<Machine> machine,
            Supplier<ProxyReport> proxy,
            LongSupplier wallMillis,
            DoubleSupplier chance,
            Duration leaveWithin) {
        this.self = self;
        this.inbox = inbox;
        this.worker = worker;
        this.machine = machine;
        this.proxy = proxy;
        this.wallMillis = wallMillis;
        this.chance = chance;
        this.leaveWithin = leaveWithin;
        this.records = PairRecords.empty(self.pair());
        this.refreshAfter = Heartbeats.refreshAfter(timings.refresh(), chance.getAsDouble());
    }

    /** Where this host stands. Any thread. */
    public Standing standing() {
        return standing;
    }

    /** Whether a stop that was asked for has gone as far as the loop takes it. Any thread. */
    public boolean finished() {
        return finished;
    }

    /** One turn; {@code nowNanos} is monotonic. Answers how long the loop may sleep when no news comes. */
    public Duration turn(long nowNanos) {
        if (!started) {
            started = true;
            lookAt = nowNanos;
            retryAt = nowNanos;
            wantedSince = nowNanos;
        }
        take(inbox.take(), nowNanos);
        followPeer();
        lookIfDue(nowNanos);
        stand();
        writeIfDue(nowNanos);
        finished = leaving && gone(nowNanos);
        return sleep(nowNanos);
    }

    private void take(News news, long now) {
        news.connected().flatMap(c -> contact.heard(c, now)).ifPresent(LOG::info);
        contact.due(now).ifPresent(LOG::info);
        writeAgain |= news.reconnected();
        news.records().ifPresent(this::read);
        news.written().ifPresent(written -> wrote(written, now));
        news.looked().ifPresent(state -> looked(state, now));
        news.sighted().ifPresent(this::sighted);
        if (news.stop() && !leaving) {
            leaving = true;
            leaveBy = now + leaveWithin.toNanos();
            LOG.info("Leaving: host {} says so and waits at most {} for the endpoint to go.", self.host(), leaveWithin);
        }
    }

    /** What is unreadable says nothing: the last that could be read stands. */
    private void read(PairRecords next) {
        records = next;
        name.read(next, self);
        next.spec().value().ifPresent(this::declared);
        Entry<Assignment> entry = next.assignment();
        if (entry.readable()) {
            assignment = entry.value();
            assignmentKnown |= assignment.isPresent();
        }
    }

    private void declared(PairSpec spec) {
        bearing = Bearing.of(spec.endpoint().kind());
        ownAddress = spec.endpoint().mapping().flatMap(Mapping::ip);
        if (!spec.timings().equals(timings)) {
            timings = spec.timings();
            refreshAfter = Heartbeats.refreshAfter(timings.refresh(), chance.getAsDouble());
        }
    }

    private void wrote(Written written, long now) {
        writeUnderWay = false;
        name.wrote(written.result());
        if (written.result() == Written.Result.DONE) {
            lastWritten = Optional.of(written.heartbeat());
            writtenAt = now;
            retryAt = now;
            refreshAfter = Heartbeats.refreshAfter(timings.refresh(), chance.getAsDouble());
        } else {
            retryAt = now + RETRY.toNanos();
        }
        Optional<Written.Result> result = Optional.of(written.result());
        if (!result.equals(lastResult)) {
            switch (written.result()) {
                case DONE -> LOG.info("Heartbeats of host {} in pair {} are written.", self.host(), self.pair());
                case UNAVAILABLE -> LOG.warn("No heartbeat could be written: {}", written.detail());
                case NAME_TAKEN ->
                    LOG.error(
                            "Another agent goes by the name of host {} in pair {}: {}; serving goes on, but this host"
                                    + " takes no part until the name is free or 'host' is set to another.",
                            self.host(),
                            self.pair(),
                            written.detail());
            }
        }
        lastResult = result;
    }

    private void looked(HostState state, long now) {
        lookUnderWay = false;
        lookAt = now + (urgent(state, now) ? URGENT_LOOK : timings.heartbeat()).toNanos();
        if (!host.equals(Optional.of(state))) {
            LOG.info(
                    "Interface {}{}{}.",
                    state.hold(),
                    state.holdDetail().isEmpty() ? "" : ": " + state.holdDetail(),
                    state.maintenance() ? "; the maintenance file is there" : "");
        }
        host = Optional.of(state);
    }

    private boolean urgent(HostState state, long now) {
        boolean awaited = state.hold() == Hold.ABSENT || state.hold() == Hold.INCOMPLETE;
        return awaited && role() == Role.ACTIVE && now - wantedSince < URGENT_FOR.toNanos();
    }

    private void sighted(PeerSeen seen) {
        if (peerAt.equals(Optional.of(seen.at()))) {
            Peer next = Heartbeats.peer(seen.at().host(), seen.sight(), seen.detail());
            if (!peer.equals(Optional.of(next))) {
                LOG.info("Peer {}: {} {}", next.host(), next.sight(), next.detail());
            }
            peer = Optional.of(next);
        }
    }

    private void followPeer() {
        Optional<PeerAt> next = Peers.of(records, self.host(), timings);
        if (!next.equals(peerAt)) {
            peerAt = next;
            peer = next.map(at -> new Peer(at.host(), Sight.UNKNOWN, ""));
            worker.probe(next);
        }
    }

    private void lookIfDue(long now) {
        Optional<String> told = assignment.flatMap(Assignment::interfaceAddress);
        Optional<String> address = bearing == Bearing.INTERFACE ? told : ownAddress;
        Wanted wanted = new Wanted(
                role(),
                bearing,
                assignment.flatMap(Assignment::interfaceMac),
                address,
                ownAddress.isPresent() && ownAddress.equals(address),
                assignment.flatMap(Assignment::move).isEmpty());
        boolean changed = !looking.equals(Optional.of(wanted));
        if (!lookUnderWay && (changed || now - lookAt >= 0)) {
            if (changed) {
                wantedSince = now;
            }
            looking = Optional.of(wanted);
            lookUnderWay = true;
            worker.look(wanted);
        }
    }

    private void stand() {
        if (role() != standing.role()) {
            LOG.info(
                    "Host {} is {} by generation {}: {}",
                    self.host(),
                    role().word(),
                    generation(),
                    name.own()
                            ? assignment.map(Assignment::why).orElse("there is no assignment")
                            : "another agent goes by its name");
        }
        standing = new Standing(
                role(),
                assignmentKnown,
                generation(),
                contact.there() && lastResult.equals(Optional.of(Written.Result.DONE)),
                host.map(HostState::hold).orElse(Standing.NOTHING_KNOWN.hold()),
                host.map(HostState::holdDetail).orElse(Standing.NOTHING_KNOWN.holdDetail()));
    }

    private Role role() {
        return name.own() ? Role.of(assignment, self.host()) : Role.UNASSIGNED;
    }

    private long generation() {
        return assignment.map(Assignment::generation).orElse(0L);
    }

    private void writeIfDue(long now) {
        boolean mayWrite = !writeUnderWay && (now - retryAt >= 0 || writeAgain);
        if (host.isEmpty() || !mayWrite) {
            return;
        }
        Heartbeat next =
                Heartbeats.of(self, machine.get(), timings.refresh(), proxy.get(), host.get(), peer, standing, leaving);
        boolean lost = forgotten() && now - writtenAt >= timings.heartbeat().toNanos();
        if (writeAgain || lost || Heartbeats.due(lastWritten, next, now - writtenAt, refreshAfter)) {
            writeAgain = false;
            writeUnderWay = true;
            worker.write(next.stamped(++sequence, wallMillis.getAsLong()));
        }
    }

    /** Whether the store shows no heartbeat of this incarnation, though one was written: its session has ended. */
    private boolean forgotten() {
        Entry<Heartbeat> mine = records.hosts().getOrDefault(self.host(), Entry.absent());
        return lastWritten.isPresent()
                && mine.readable()
                && mine.value()
                        .map(h -> !h.incarnation().equals(self.incarnation()))
                        .orElse(true);
    }

    private boolean gone(long now) {
        if (now - leaveBy >= 0 || !contact.there() || !name.own() || !Peers.another(records, self.host())) {
            return true;
        }
        boolean said = lastWritten.map(Heartbeat::leaving).orElse(false);
        boolean elsewhere =
                role() != Role.ACTIVE && assignment.flatMap(Assignment::move).isEmpty();
        return said && elsewhere;
    }

    private Duration sleep(long now) {
        long until = now + timings.heartbeat().toNanos();
        if (!lookUnderWay) {
            until = Math.min(until, lookAt);
        }
        if (!writeUnderWay && retryAt - now > 0) {
            until = Math.min(until, retryAt);
        }
        if (leaving) {
            until = Math.min(until, leaveBy);
        }
        return Duration.ofNanos(Math.max(0, until - now));
    }
}
