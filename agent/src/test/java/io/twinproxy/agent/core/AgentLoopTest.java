package io.twinproxy.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.coordination.settings.SettingsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The loop under virtual time: the worker is a list, and what came of it is said by the test. */
class AgentLoopTest {
    private static final ProxyReport SERVING =
            new ProxyReport(true, "", "10.0.0.1", 22121, "memcache", "d1", 2, 2, true);
    private static final ProxyReport STUCK =
            new ProxyReport(false, "an event loop does not turn", "10.0.0.1", 22121, "memcache", "d1", 2, 2, true);

    private final Inbox inbox = new Inbox();
    private final List<Heartbeat> writes = new ArrayList<>();
    private final List<Wanted> looks = new ArrayList<>();
    private final List<Optional<PeerAt>> probes = new ArrayList<>();
    private static final Machine MACHINE = new Machine(Optional.of("i-1"), Optional.of("eu-west-1a"));
    private ProxyReport proxy = SERVING;
    private Machine machine = MACHINE;
    private final AgentLoop loop = new AgentLoop(
            new Self("cache-a", "a", "cafe", "10.0.0.1:2525"),
            inbox,
            new Worker() {
                @Override
                public void write(Heartbeat heartbeat) {
                    writes.add(heartbeat);
                }

                @Override
                public void look(Wanted wanted) {
                    looks.add(wanted);
                }

                @Override
                public void probe(Optional<PeerAt> peer) {
                    probes.add(peer);
                }
            },
            () -> machine,
            () -> proxy,
            () -> 1_000,
            () -> 0.5,
            Duration.ofSeconds(10));
    private long now = -7_000_000_000L;

    @Test
    void writesNothingBeforeItHasLookedAndThenAtOnce() {
        loop.turn(now);
        assertThat(writes).isEmpty();
        assertThat(looks).hasSize(1);
        inbox.looked(new HostState(true, Hold.NOT_NEEDED, ""));
        loop.turn(now);
        assertThat(writes).hasSize(1);
        assertThat(writes.get(0).maintenance()).isTrue();
        assertThat(writes.get(0).sequence()).isEqualTo(1);
        assertThat(writes.get(0).active()).isFalse();
        assertThat(writes.get(0).instance()).contains("i-1");
    }

    @Test
    void keepsOneWriteUnderWayAndOneLookUnderWay() {
        looked();
        proxy = STUCK;
        advance(5_000);
        assertThat(writes).hasSize(1);
        assertThat(looks).hasSize(2);
        written();
        assertThat(writes).hasSize(2);
        assertThat(writes.get(1).proxy().serving()).isFalse();
    }

    @Test
    void writesAtOnceThatTheProxyStoppedServing() {
        settled();
        proxy = STUCK;
        loop.turn(now);
        assertThat(writes).hasSize(2);
        assertThat(writes.get(1).proxy().why()).isEqualTo("an event loop does not turn");
    }

    @Test
    void writesAtOnceWhichInstanceItIsOnceThatIsKnown() {
        machine = Machine.UNKNOWN;
        looked();
        assertThat(mine().instance()).isEmpty();
        written();
        machine = MACHINE;
        loop.turn(now);
        assertThat(writes).hasSize(2);
        assertThat(mine().instance()).contains("i-1");
        assertThat(mine().zone()).contains("eu-west-1a");
    }

    @Test
    void unchangedItWritesAfterNinetyPercentOfTheRefresh() {
        settled();
        inbox.records(picture(Optional.empty(), mine()));
        advance(4_499);
        assertThat(writes).hasSize(1);
        advance(1);
        assertThat(writes).hasSize(2);
        assertThat(writes.get(1).sequence()).isEqualTo(2);
    }

    @Test
    void theRefreshIsNeverLongerThanPromisedAndVaries() {
        Duration refresh = Duration.ofSeconds(5);
        assertThat(Heartbeats.refreshAfter(refresh, 0)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Heartbeats.refreshAfter(refresh, 0.999)).isLessThanOrEqualTo(refresh);
    }

    @Test
    void followsTheAssignmentAndSaysSo() {
        settled();
        inbox.records(picture(Optional.of(assigned("a", 7)), mine()));
        loop.turn(now);
        assertThat(loop.standing().role()).isEqualTo(Role.ACTIVE);
        assertThat(writes.get(1).active()).isTrue();
        assertThat(writes.get(1).follows()).isEqualTo(7);
        written();
        inbox.records(picture(Optional.of(assigned("b", 8)), mine()));
        loop.turn(now);
        assertThat(loop.standing().role()).isEqualTo(Role.STANDBY);
        assertThat(writes.get(2).active()).isFalse();
        assertThat(writes.get(2).follows()).isEqualTo(8);
    }

    @Test
    void anUnreadableAssignmentAndALostConnectionChangeNothing() {
        settled();
        inbox.records(picture(Optional.of(assigned("a", 7)), mine()));
        loop.turn(now);
        PairRecords last = picture(Optional.empty(), mine());
        inbox.records(new PairRecords(
                "cache-a", last.spec(), last.hosts(), Entry.unreadable(3, "not JSON"), last.intent(), last.reading()));
        inbox.connected(false);
        loop.turn(now);
        assertThat(loop.standing().role()).isEqualTo(Role.ACTIVE);
        assertThat(loop.standing().known()).isTrue();
        assertThat(loop.standing().connected()).isFalse();
    }

    /** As a copy of this host's own file on another machine would write it. */
    private static Heartbeat namesake() {
        ProxyReport report = new ProxyReport(true, "", "10.0.0.1", 22121, "memcache", "d1", 2, 2, true);
        return Heartbeats.of(
                new Self("cache-a", "a", "f00d", "10.0.0.1:2525"),
                MACHINE,
                Duration.ofSeconds(5),
                report,
                new HostState(false, Hold.NOT_NEEDED, ""),
                Optional.empty(),
                Standing.NOTHING_KNOWN,
                false);
    }

    private void answered(Written.Result result) {
        inbox.written(new Written(mine(), result, "told"));
        loop.turn(now);
    }

    @Test
    void whatIsAssignedToAnotherOfItsNameIsNotAssignedToIt() {
        looked();
        inbox.records(picture(Optional.of(assigned("a", 7))));
        loop.turn(now);
        assertThat(loop.standing().role()).as("before the name is its own").isEqualTo(Role.UNASSIGNED);
        inbox.records(picture(Optional.of(assigned("a", 7)), namesake()));
        answered(Written.Result.NAME_TAKEN);
        assertThat(loop.standing().role()).isEqualTo(Role.UNASSIGNED);
        inbox.records(picture(Optional.of(assigned("a", 7))));
        answered(Written.Result.UNAVAILABLE);
        assertThat(loop.standing().role()).as("gone, but not claimed yet").isEqualTo(Role.UNASSIGNED);
        answered(Written.Result.DONE);
        assertThat(loop.standing().role()).isEqualTo(Role.ACTIVE);
        inbox.connected(false);
        answered(Written.Result.UNAVAILABLE);
        assertThat(loop.standing().role())
                .as("without a store it goes on as it was")
                .isEqualTo(Role.ACTIVE);
        inbox.connected(true);
        inbox.records(picture(Optional.of(assigned("a", 7)), namesake()));
        loop.turn(now);
        assertThat(loop.standing().role()).isEqualTo(Role.UNASSIGNED);
    }

    @Test
    void whoHasNoNameLeavesAtOnce() {
        looked();
        inbox.records(picture(Optional.of(assigned("a", 7)), namesake(), theirs("10.0.0.2")));
        answered(Written.Result.NAME_TAKEN);
        inbox.stop();
        loop.turn(now);
        assertThat(loop.finished()).isTrue();
    }

    @Test
    void knowsThatItNeverReadAnAssignment() {
        settled();
        assertThat(loop.standing().known()).isFalse();
        assertThat(loop.standing().role()).isEqualTo(Role.UNASSIGNED);
    }

    @Test
    void probesThePeerWhereItsHeartbeatSaysAndTellsWhatItSees() {
        settled();
        inbox.records(picture(Optional.empty(), mine(), theirs("10.0.0.2")));
        loop.turn(now);
        PeerAt at = probes.get(probes.size() - 1).orElseThrow();
        assertThat(at.target().address()).isEqualTo("10.0.0.2");
        assertThat(at.target().timeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(writes.get(1).peer().orElseThrow().sight()).isEqualTo(Sight.UNKNOWN);
        written();

        inbox.sighted(new PeerSeen(at, Sight.REFUSED, "Connection refused"));
        loop.turn(now);

        assertThat(writes.get(2).peer().orElseThrow().sight()).isEqualTo(Sight.REFUSED);
        assertThat(writes.get(2).peer().orElseThrow().detail()).isEqualTo("Connection refused");
    }

    @Test
    void aPeerThatMovedIsProbedAnewAndTheOldProbesAreNotBelieved() {
        settled();
        inbox.records(picture(Optional.empty(), mine(), theirs("10.0.0.2")));
        loop.turn(now);
        PeerAt old = probes.get(probes.size() - 1).orElseThrow();
        written();
        inbox.records(picture(Optional.empty(), mine(), theirs("10.0.0.3")));
        inbox.sighted(new PeerSeen(old, Sight.REFUSED, ""));
        loop.turn(now);
        assertThat(probes.get(probes.size() - 1).orElseThrow().target().address())
                .isEqualTo("10.0.0.3");
        inbox.sighted(new PeerSeen(old, Sight.SILENT, ""));
        loop.turn(now);
        written();
        assertThat(writes.get(writes.size() - 1).peer().orElseThrow().sight()).isEqualTo(Sight.UNKNOWN);
    }

    @Test
    void aFailedWriteIsTriedAgainAfterASecondOrWhenTheStoreIsBack() {
        looked();
        inbox.written(new Written(writes.get(0), Written.Result.UNAVAILABLE, "no answer"));
        loop.turn(now);
        advance(999);
        assertThat(writes).hasSize(1);
        advance(1);
        assertThat(writes).hasSize(2);
        inbox.written(new Written(writes.get(1), Written.Result.NAME_TAKEN, "taken"));
        inbox.connected(false);
        inbox.connected(true);
        loop.turn(now);
        assertThat(writes).hasSize(3);
    }

    @Test
    void aReconnectIsFollowedByAWriteThoughNothingChanged() {
        settled();
        inbox.connected(false);
        loop.turn(now);
        inbox.connected(true);
        loop.turn(now);
        assertThat(writes).hasSize(2);
    }

    @Test
    void writesAgainWhenTheStoreShowsNoHeartbeatOfThisIncarnation() {
        settled();
        inbox.records(picture(Optional.empty()));
        advance(499);
        assertThat(writes).hasSize(1);
        advance(1);
        assertThat(writes).hasSize(2);
    }

    @Test
    void anActiveHostLooksOftenUntilTheInterfaceIsVerified() throws SettingsException {
        settled();
        inbox.records(eni(Optional.of(assigned("a", 1)), mine()));
        loop.turn(now);
        int before = looks.size();
        assertThat(looks.get(before - 1).bearing()).isEqualTo(Bearing.INTERFACE);
        for (int i = 0; i < 10; i++) {
            inbox.looked(new HostState(false, Hold.ABSENT, "no interface"));
            advance(50);
        }
        assertThat(looks).hasSize(before + 10);
        inbox.looked(new HostState(false, Hold.VERIFIED, ""));
        advance(499);
        assertThat(looks).hasSize(before + 10);
        assertThat(loop.standing().hold()).isEqualTo(Hold.VERIFIED);
        written();
        assertThat(writes.get(writes.size() - 1).hold()).isEqualTo(Hold.VERIFIED);
    }

    @Test
    void aStandbyLooksNoMoreOftenThanItBeats() throws SettingsException {
        settled();
        inbox.records(eni(Optional.of(assigned("b", 1)), mine()));
        loop.turn(now);
        int before = looks.size();
        inbox.looked(new HostState(false, Hold.ABSENT, "no interface"));
        advance(499);
        assertThat(looks).hasSize(before);
        advance(1);
        assertThat(looks).hasSize(before + 1);
    }

    @Test
    void anActiveHostThatLeavesSaysSoAndWaitsUntilTheEndpointIsElsewhere() {
        settled();
        inbox.records(picture(Optional.of(assigned("a", 1)), mine(), theirs("10.0.0.2")));
        loop.turn(now);
        written();
        inbox.stop();
        loop.turn(now);
        assertThat(loop.finished()).isFalse();
        assertThat(writes.get(writes.size() - 1).leaving()).isTrue();
        written();
        assertThat(loop.finished()).isFalse();
        inbox.records(picture(Optional.of(assigned("b", 2)), mine(), theirs("10.0.0.2")));
        loop.turn(now);
        assertThat(loop.finished()).isTrue();
    }

    @Test
    void leavingEndsInTimeWhateverHappensAndAtOnceWithNobodyToTakeOver() {
        settled();
        inbox.records(picture(Optional.of(assigned("a", 1)), mine(), theirs("10.0.0.2")));
        inbox.stop();
        loop.turn(now);
        advance(9_999);
        assertThat(loop.finished()).isFalse();
        advance(1);
        assertThat(loop.finished()).isTrue();
    }

    @Test
    void leavingWaitsForNobodyWhenThereIsNoOtherHost() {
        settled();
        inbox.records(picture(Optional.of(assigned("a", 1)), mine()));
        inbox.stop();
        loop.turn(now);
        assertThat(loop.finished()).isTrue();
    }

    private void looked() {
        loop.turn(now);
        inbox.looked(new HostState(false, Hold.NOT_NEEDED, ""));
        loop.turn(now);
    }

    private void settled() {
        looked();
        written();
        assertThat(writes).hasSize(1);
    }

    private void written() {
        inbox.written(new Written(writes.get(writes.size() - 1), Written.Result.DONE, ""));
        loop.turn(now);
    }

    private void advance(long millis) {
        long until = now + millis * 1_000_000;
        while (now < until) {
            long sleep = loop.turn(now).toNanos();
            now = Math.min(until, now + Math.max(sleep, 1_000_000));
        }
        loop.turn(now);
    }

    private Heartbeat mine() {
        return writes.get(writes.size() - 1);
    }

    private Heartbeat theirs(String address) {
        ProxyReport report = new ProxyReport(true, "", address, 22121, "memcache", "d1", 2, 2, true);
        return Heartbeats.of(
                new Self("cache-a", "b", "beef", ""),
                Machine.UNKNOWN,
                Duration.ofSeconds(5),
                report,
                new HostState(false, Hold.NOT_NEEDED, ""),
                Optional.empty(),
                Standing.NOTHING_KNOWN,
                false);
    }

    private static PairRecords picture(Optional<Assignment> assignment, Heartbeat... hosts) {
        SortedMap<String, Entry<Heartbeat>> beats = new TreeMap<>();
        for (Heartbeat heartbeat : hosts) {
            beats.put(heartbeat.incarnation().equals("beef") ? "b" : "a", Entry.of(heartbeat, 0));
        }
        PairRecords none = PairRecords.empty("cache-a");
        return new PairRecords(
                "cache-a",
                none.spec(),
                beats,
                assignment.map(a -> Entry.of(a, 1)).orElse(Entry.absent()),
                none.intent(),
                none.reading());
    }

    @Test
    void looksForTheAddressThatItsKindPutsOnAHost() throws SettingsException {
        String group = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/0123456789abcdef";
        assertThat(wanted("secondary-ip, ip: 10.0.1.50, subnet: subnet-0123"))
                .extracting(Wanted::bearing, Wanted::address, Wanted::secondary)
                .containsExactly(Bearing.ADDRESS, Optional.of("10.0.1.50"), true);
        assertThat(wanted("route, ip: 192.0.2.10, route-tables: [rtb-0123]"))
                .extracting(Wanted::bearing, Wanted::address)
                .containsExactly(Bearing.LOOPBACK, Optional.of("192.0.2.10"));
        for (String kind : List.of(
                "elastic-ip, allocation: eipalloc-0123",
                "classic-elb, load-balancer: a",
                "target-group, target-group: '" + group + "'")) {
            assertThat(wanted(kind).bearing()).as(kind).isEqualTo(Bearing.NOTHING);
        }
    }

    /** What the loop looks for once a pair of this endpoint is declared. */
    private Wanted wanted(String endpoint) throws SettingsException {
        PairRecords plain = picture(Optional.of(assigned("a", 1)));
        inbox.records(new PairRecords(
                "cache-a",
                Entry.of(PairSpec.parse("{pair: cache-a, endpoint: {kind: " + endpoint + "}}", "pair.yml"), 0),
                plain.hosts(),
                plain.assignment(),
                plain.intent(),
                plain.reading()));
        looked();
        inbox.looked(new HostState(false, Hold.ABSENT, "no address"));
        advance(50);
        return looks.get(looks.size() - 1);
    }

    private static PairRecords eni(Optional<Assignment> assignment, Heartbeat... hosts) throws SettingsException {
        PairSpec spec =
                PairSpec.parse("{pair: cache-a, endpoint: {kind: eni, network-interface: eni-0123}}", "pair.yml");
        PairRecords plain = picture(assignment, hosts);
        return new PairRecords(
                "cache-a", Entry.of(spec, 0), plain.hosts(), plain.assignment(), plain.intent(), plain.reading());
    }

    private static Assignment assigned(String host, long generation) {
        Assignment none = Assignment.NONE;
        return new Assignment(
                Optional.of(host),
                generation,
                1,
                10,
                "why",
                "controller-1",
                0,
                none.move(),
                none.answered(),
                none.holdDown(),
                Optional.of("02:00:00:00:00:01"),
                Optional.of("10.0.9.9"),
                none.members(),
                none.unknown());
    }
}
