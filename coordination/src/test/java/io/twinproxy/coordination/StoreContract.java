package io.twinproxy.coordination;

import static io.twinproxy.coordination.Samples.assignment;
import static io.twinproxy.coordination.Samples.event;
import static io.twinproxy.coordination.Samples.heartbeat;
import static io.twinproxy.coordination.Samples.paused;
import static io.twinproxy.coordination.Samples.reading;
import static io.twinproxy.coordination.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store must do, in memory or for real. */
public abstract class StoreContract {
    /** Another program with a session of its own; closed after the test. */
    protected abstract Store open(String client) throws Exception;

    /** Ends a program's session at the servers, as its death and a whole timeout would. */
    protected abstract void endSession(Store store) throws Exception;

    /** Takes the servers away from everyone, or gives them back. */
    protected abstract void outage(boolean on) throws Exception;

    protected abstract void overwrite(String path, byte[] bytes) throws Exception;

    protected abstract String text(String path) throws Exception;

    /** Lets time pass until something holds, or fails. */
    protected abstract void eventually(Callable<Boolean> condition) throws Exception;

    /** Lets a while pass. */
    protected abstract void pass(Duration time) throws Exception;

    protected abstract long nanos();

    protected abstract Duration sessionTimeout();

    private Epoch lead(Leadership leadership) throws Exception {
        eventually(() -> leadership.lease().isPresent());
        return leadership.lease().orElseThrow().epoch();
    }

    private static int version(Entry<?> entry) {
        return entry.version();
    }

    @Test
    void declaresReadsChangesAndForgetsAPair() throws Exception {
        Store store = open("a");
        assertThat(store.pairs()).isEmpty();
        assertThat(store.read("cache-a")).isEqualTo(PairRecords.empty("cache-a"));

        store.putSpec(spec("cache-a"), Entry.ABSENT);
        assertThat(store.pairs()).containsExactly("cache-a");
        Entry<PairSpec> declared = store.read("cache-a").spec();
        assertThat(declared.value()).contains(spec("cache-a"));

        store.putSpec(spec("cache-a", "proxy-a"), version(declared));
        Entry<PairSpec> changed = open("b").read("cache-a").spec();
        assertThat(changed.value().orElseThrow().policy().failback()).contains("proxy-a");

        store.deletePair("cache-a", version(changed));
        assertThat(store.pairs()).isEmpty();
    }

    @Test
    void refusesALostUpdate() throws Exception {
        Store one = open("one");
        Store other = open("other");
        one.putSpec(spec("cache-a"), Entry.ABSENT);
        assertThatThrownBy(() -> other.putSpec(spec("cache-a"), Entry.ABSENT))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("/twinproxy/pairs/cache-a/spec");
        int read = version(other.read("cache-a").spec());
        one.putSpec(spec("cache-a", "proxy-a"), read);
        assertThatThrownBy(() -> other.putSpec(spec("cache-a", "proxy-b"), read))
                .isInstanceOf(ConflictException.class);
        assertThat(one.read("cache-a").spec().value().orElseThrow().policy().failback())
                .contains("proxy-a");

        one.putIntent("cache-a", paused("ann"), Entry.ABSENT);
        assertThatThrownBy(() -> other.putIntent("cache-a", paused("bob"), Entry.ABSENT))
                .isInstanceOf(ConflictException.class);
        one.putIntent("cache-a", paused("cat"), 0);
        assertThatThrownBy(() -> other.putIntent("cache-a", paused("bob"), 0)).isInstanceOf(ConflictException.class);
        assertThat(other.read("cache-a").intent().value()).contains(paused("cat"));
        assertThatThrownBy(() -> other.deletePair("cache-a", read)).isInstanceOf(ConflictException.class);
        assertThat(one.pairs()).containsExactly("cache-a");
    }

    @Test
    void refusesAnIntentForAPairThatIsNotThere() throws Exception {
        Store store = open("a");
        assertThatThrownBy(() -> store.putIntent("nowhere", paused("ann"), Entry.ABSENT))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> store.deletePair("nowhere", 0)).isInstanceOf(ConflictException.class);
        assertThat(store.pairs()).isEmpty();
    }

    @Test
    void keepsNamesThatAreNoPathsOutOfTheTree() throws Exception {
        Store store = open("a");
        assertThat(store.read("a/b")).isEqualTo(PairRecords.empty("a/b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.join("cache-a", ".."))
                .withMessageContaining("'..'");
    }

    @Test
    void deletesAPairWithAllThatIsUnderIt() throws Exception {
        Store store = open("a");
        Leadership leadership = store.stand("controller-1", "");
        Epoch epoch = lead(leadership);
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        store.join("cache-a", "proxy-a").beat(heartbeat(1));
        store.putIntent("cache-a", paused("ann"), Entry.ABSENT);
        store.putAssignment(epoch, "cache-a", assignment("proxy-a", 1), Entry.ABSENT);
        store.putReading(epoch, "cache-a", reading(30));
        for (int i = 0; i < 5; i++) {
            store.appendEvent(epoch, "cache-a", event(i));
        }
        store.deletePair("cache-a", 0);
        assertThat(store.pairs()).isEmpty();
        assertThat(store.read("cache-a")).isEqualTo(PairRecords.empty("cache-a"));
        assertThat(store.events("cache-a", 10)).isEmpty();
    }

    @Test
    void leaderWritesUnderItsEpoch() throws Exception {
        Store store = open("a");
        Epoch epoch = lead(store.stand("controller-1", "127.0.0.1:8080"));
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        int first = store.putAssignment(epoch, "cache-a", assignment("proxy-a", 1), Entry.ABSENT);
        int second = store.putAssignment(epoch, "cache-a", assignment("proxy-b", 2), first);
        assertThat(store.read("cache-a").assignment()).isEqualTo(Entry.of(assignment("proxy-b", 2), second));
        assertThatThrownBy(() -> store.putAssignment(epoch, "cache-a", assignment("proxy-a", 3), first))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("assignment");
        store.putReading(epoch, "cache-a", reading(30));
        store.putReading(epoch, "cache-a", reading(40));
        assertThat(store.read("cache-a").reading().value()).contains(reading(40));
        assertThat(store.leader()).contains(new Store.Leader("controller-1", "127.0.0.1:8080", epoch));
    }

    @Test
    void leadershipPassesOnWhenItIsGivenUpAndTheDeposedCannotWrite() throws Exception {
        Store one = open("one");
        Store two = open("two");
        Leadership first = one.stand("controller-1", "");
        Epoch old = lead(first);
        Leadership second = two.stand("controller-2", "");
        one.putSpec(spec("cache-a"), Entry.ABSENT);
        assertThat(second.lease()).isEmpty();

        first.close();
        assertThat(first.lease()).isEmpty();
        Epoch now = lead(second);
        assertThat(now.number()).isGreaterThan(old.number());
        assertThatThrownBy(() -> one.putAssignment(old, "cache-a", assignment("proxy-a", 1), Entry.ABSENT))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("leadership");
        assertThatThrownBy(() -> one.appendEvent(old, "cache-a", event(1))).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> one.putReading(old, "cache-a", reading(1))).isInstanceOf(ConflictException.class);
        assertThat(two.read("cache-a").assignment()).isEqualTo(Entry.absent());
        assertThat(two.events("cache-a", 10)).isEmpty();
        assertThat(two.leader().orElseThrow().name()).isEqualTo("controller-2");
    }

    @Test
    void leadershipPassesOnWhenTheSessionDies() throws Exception {
        Store one = open("one");
        Store two = open("two");
        Leadership first = one.stand("controller-1", "");
        Epoch old = lead(first);
        Leadership second = two.stand("controller-2", "");
        endSession(one);
        Epoch now = lead(second);
        assertThat(now.number()).isGreaterThan(old.number());
        eventually(() -> first.lease().isEmpty());
        assertThat(two.leader().orElseThrow().name()).isEqualTo("controller-2");
        // The first comes back with a new session, stands behind the second, and leads under a new epoch in its turn.
        eventually(() -> two.read("x") != null && text("/twinproxy/controllers/names/controller-1") != null);
        second.close();
        assertThat(lead(first).number()).isGreaterThan(now.number());
    }

    @Test
    void tellsListenersOfLeadershipThatItChanged() throws Exception {
        Store one = open("one");
        Leadership first = one.stand("controller-1", "");
        int[] calls = {0};
        lead(first);
        first.onChange(() -> calls[0]++);
        outage(true);
        eventually(() -> calls[0] > 0 && first.lease().isEmpty());
        int before = calls[0];
        outage(false);
        eventually(() -> calls[0] > before && first.lease().isPresent());
    }

    @Test
    void suspendedMeansNoLeaseAndALostLeaseNeverReturnsUnderItsEpoch() throws Exception {
        Store store = open("a");
        Leadership leadership = store.stand("controller-1", "");
        Epoch before = lead(leadership);
        outage(true);
        eventually(() -> leadership.lease().isEmpty());
        assertThatThrownBy(() -> store.read("cache-a")).isInstanceOf(UnavailableException.class);
        outage(false);
        assertThat(lead(leadership).number()).isGreaterThan(before.number());
    }

    @Test
    void leaseIsRenewedAndEndsBeforeTheServersCouldGiveItAway() throws Exception {
        Store store = open("a");
        Leadership leadership = store.stand("controller-1", "");
        Epoch epoch = lead(leadership);
        pass(sessionTimeout().multipliedBy(2));
        Lease later = leadership.lease().orElseThrow();
        assertThat(later.epoch()).isEqualTo(epoch);
        assertThat(later.remaining(nanos())).isLessThan(sessionTimeout()).isPositive();
    }

    @Test
    void aLeaderWhoseEpochIsTakenStandsAgain() throws Exception {
        Store store = open("a");
        Leadership leadership = store.stand("controller-1", "");
        Epoch before = lead(leadership);
        overwrite("/twinproxy/epoch", text("/twinproxy/epoch").getBytes(StandardCharsets.UTF_8));
        eventually(
                () -> leadership.lease().filter(l -> !l.epoch().equals(before)).isPresent());
        assertThat(lead(leadership).number()).isGreaterThan(before.number());
    }

    @Test
    void anUnreadableEpochDoesNotLeaveThePairsWithoutALeader() throws Exception {
        Store store = open("a");
        Leadership leadership = store.stand("controller-1", "");
        Epoch before = lead(leadership);
        overwrite("/twinproxy/epoch", new byte[] {'{'});
        eventually(
                () -> leadership.lease().filter(l -> !l.epoch().equals(before)).isPresent());
        assertThat(lead(leadership).number()).isGreaterThan(before.number());
        assertThat(store.leader().orElseThrow().name()).isEqualTo("controller-1");
    }

    @Test
    void refusesASecondControllerOfOneName() throws Exception {
        Store one = open("one");
        Leadership first = one.stand("controller-1", "");
        assertThatThrownBy(() -> open("two").stand("controller-1", ""))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("controller-1");
        first.close();
        lead(open("three").stand("controller-1", ""));
    }

    @Test
    void nobodyLeadsOnceTheLeaderIsGone() throws Exception {
        Store one = open("one");
        Store other = open("other");
        assertThat(other.leader()).isEmpty();
        lead(one.stand("controller-1", ""));
        assertThat(other.leader()).isPresent();
        one.close();
        eventually(() -> other.leader().isEmpty());
    }

    @Test
    void listenerHearsWholePicturesOfEveryPair() throws Exception {
        Store writer = open("writer");
        writer.putSpec(spec("cache-a"), Entry.ABSENT);
        writer.putIntent("cache-a", paused("ann"), Entry.ABSENT);
        Epoch epoch = lead(writer.stand("controller-1", ""));
        Heard heard = new Heard();
        AutoCloseable handle = open("reader").watch(Optional.empty(), heard);
        eventually(() -> heard.picture("cache-a").isPresent());
        assertThat(heard.calls()).startsWith("connected true", "changed cache-a");
        assertThat(heard.picture("cache-a").orElseThrow().intent().value()).contains(paused("ann"));

        writer.putSpec(spec("cache-b"), Entry.ABSENT);
        eventually(() -> heard.picture("cache-b").isPresent());
        writer.putAssignment(epoch, "cache-b", assignment("proxy-a", 7), Entry.ABSENT);
        eventually(() -> heard.shows("cache-b", 7));
        assertThat(heard.picture("cache-b")).contains(writer.read("cache-b"));

        writer.deletePair("cache-a", 0);
        eventually(() -> heard.picture("cache-a").isEmpty());
        handle.close();
        int calls = heard.calls().size();
        writer.putIntent("cache-b", paused("ann"), Entry.ABSENT);
        pass(Duration.ofMillis(300));
        assertThat(heard.calls()).hasSize(calls);
    }

    @Test
    void listenerOfOnePairHearsThatOneOnlyEvenBeforeItIsDeclared() throws Exception {
        Store writer = open("writer");
        writer.putSpec(spec("cache-b"), Entry.ABSENT);
        Heard heard = new Heard();
        open("reader").watch(Optional.of("cache-a"), heard);
        eventually(() -> heard.calls().contains("removed cache-a"));
        writer.putIntent("cache-b", paused("ann"), Entry.ABSENT);
        writer.join("cache-a", "proxy-a").beat(heartbeat(1));
        eventually(() -> heard.beats("cache-a", "proxy-a", 1));
        writer.putSpec(spec("cache-a"), Entry.ABSENT);
        eventually(() -> heard.picture("cache-a").orElseThrow().spec().value().isPresent());
        writer.deletePair("cache-a", 0);
        eventually(() -> heard.picture("cache-a").isEmpty());
        assertThat(heard.calls()).doesNotContain("changed cache-b");
    }

    @Test
    void listenerIsNotWokenByTheHistory() throws Exception {
        Store store = open("a");
        Epoch epoch = lead(store.stand("controller-1", ""));
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        Heard heard = new Heard();
        store.watch(Optional.empty(), heard);
        eventually(() -> heard.picture("cache-a").isPresent());
        pass(Duration.ofMillis(100));
        int calls = heard.calls().size();
        store.appendEvent(epoch, "cache-a", event(1));
        pass(Duration.ofMillis(300));
        assertThat(heard.calls()).hasSize(calls);
    }

    @Test
    void listenerHearsOfTheConnectionAndReadsEverythingAgain() throws Exception {
        Store store = open("a");
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        Heard heard = new Heard();
        store.watch(Optional.empty(), heard);
        eventually(() -> heard.picture("cache-a").isPresent());
        int calls = heard.calls().size();
        outage(true);
        eventually(() -> !heard.isConnected());
        outage(false);
        eventually(heard::isConnected);
        eventually(() -> heard.calls().size() >= calls + 3);
        List<String> since = heard.calls().subList(calls, heard.calls().size());
        assertThat(since).containsSubsequence("connected false", "connected true", "changed cache-a");
        store.putSpec(spec("cache-b"), Entry.ABSENT);
        eventually(() -> heard.picture("cache-b").isPresent());
    }

    @Test
    void heartbeatGoesWithItsSessionAndOnACleanStop() throws Exception {
        Store host = open("host");
        Store other = open("other");
        Presence a = host.join("cache-a", "proxy-a");
        Presence b = host.join("cache-a", "proxy-b");
        a.beat(heartbeat(1));
        a.beat(heartbeat(2));
        b.beat(heartbeat(1));
        assertThat(other.read("cache-a").hosts().get("proxy-a").value()).contains(heartbeat(2));
        a.close();
        assertThat(other.read("cache-a").hosts()).containsOnlyKeys("proxy-b");
        host.close();
        eventually(() -> other.read("cache-a").hosts().isEmpty());
    }

    @Test
    void heartbeatComesBackUnderANewSession() throws Exception {
        Store host = open("host");
        Store other = open("other");
        Presence presence = host.join("cache-a", "proxy-a");
        presence.beat(heartbeat(1));
        endSession(host);
        eventually(() -> other.read("cache-a").hosts().isEmpty());
        eventually(() -> {
            try {
                presence.beat(heartbeat(2));
                return true;
            } catch (UnavailableException e) {
                return false;
            }
        });
        assertThat(other.read("cache-a").hosts().get("proxy-a").value()).contains(heartbeat(2));
    }

    @Test
    void heartbeatComesBackWhenItsPairWasDeletedAndDeclaredAgain() throws Exception {
        Store store = open("a");
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        Presence presence = store.join("cache-a", "proxy-a");
        presence.beat(heartbeat(1));
        store.deletePair("cache-a", 0);
        presence.beat(heartbeat(2));
        assertThat(store.read("cache-a").spec()).isEqualTo(Entry.absent());
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        assertThat(store.read("cache-a").hosts()).containsOnlyKeys("proxy-a");
    }

    @Test
    void refusesASecondHostOfOneName() throws Exception {
        Presence first = open("one").join("cache-a", "proxy-a");
        first.beat(heartbeat(1));
        Presence second = open("two").join("cache-a", "proxy-a");
        assertThatThrownBy(() -> second.beat(heartbeat(1)))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("proxy-a")
                .hasMessageContaining("cache-a");
        second.close();
        first.beat(heartbeat(2));
        first.close();
        second.beat(heartbeat(3));
    }

    @Test
    void historyIsBoundedAndTheOldestComesFirst() throws Exception {
        Store store = open("a");
        Epoch epoch = lead(store.stand("controller-1", ""));
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        for (int i = 0; i < Store.EVENTS_MAX + 7; i++) {
            store.appendEvent(epoch, "cache-a", event(i));
        }
        assertThat(store.events("cache-a", 1000))
                .extracting(Event::situation)
                .containsExactlyElementsOf(
                        IntStream.range(7, Store.EVENTS_MAX + 7).boxed().toList());
        assertThat(store.events("cache-a", 2)).extracting(Event::id).containsExactly("event-205", "event-206");
        assertThat(store.events("cache-a", 0)).isEmpty();
    }

    @Test
    void corruptBytesAreSaidAndDisturbNoOtherPair() throws Exception {
        Store store = open("a");
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        store.putSpec(spec("cache-b"), Entry.ABSENT);
        store.putIntent("cache-a", paused("ann"), Entry.ABSENT);
        Heard heard = new Heard();
        store.watch(Optional.empty(), heard);
        overwrite("/twinproxy/pairs/cache-a/intent", "{\"format\":1,\"paused\":7}".getBytes(StandardCharsets.UTF_8));
        overwrite("/twinproxy/pairs/cache-a/spec", new byte[] {(byte) 0xff, 0, 1});
        eventually(() -> heard.picture("cache-a")
                .filter(p -> !p.spec().readable() && !p.intent().readable())
                .isPresent());
        PairRecords picture = heard.picture("cache-a").orElseThrow();
        assertThat(picture.intent().problem().orElseThrow())
                .contains("/twinproxy/pairs/cache-a/intent")
                .contains("'paused'")
                .contains("object");
        assertThat(picture.spec().problem().orElseThrow()).contains("/twinproxy/pairs/cache-a/spec");
        assertThat(store.read("cache-b").spec().value()).contains(spec("cache-b"));
        assertThat(store.pairs()).containsExactly("cache-a", "cache-b");
        // What cannot be read can be replaced, by whoever saw its version.
        store.putSpec(spec("cache-a"), picture.spec().version());
        assertThat(store.read("cache-a").spec().value()).contains(spec("cache-a"));
    }

    @Test
    void unreadableEventsAreLeftOut() throws Exception {
        Store store = open("a");
        Epoch epoch = lead(store.stand("controller-1", ""));
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        store.appendEvent(epoch, "cache-a", event(0));
        store.appendEvent(epoch, "cache-a", event(1));
        overwrite("/twinproxy/pairs/cache-a/events/0000000000", new byte[] {'x'});
        assertThat(store.events("cache-a", 10)).containsExactly(event(1));
    }

    @Test
    void fieldsOfANewerVersionSurviveARewrite() throws Exception {
        Store store = open("a");
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        store.putIntent("cache-a", paused("ann"), Entry.ABSENT);
        String newer = text("/twinproxy/pairs/cache-a/intent")
                .replace("\"atMs\"", "\"ticket\":\"OPS-7\",\"atMs\"")
                .replaceFirst("\\}$", ",\"mood\":{\"calm\":true}}");
        overwrite("/twinproxy/pairs/cache-a/intent", newer.getBytes(StandardCharsets.UTF_8));
        var read = store.read("cache-a").intent();
        store.putIntent("cache-a", read.value().orElseThrow().withSwitchover(anotherActive()), read.version());
        assertThat(text("/twinproxy/pairs/cache-a/intent"))
                .contains("\"ticket\":\"OPS-7\"")
                .contains("\"mood\":{\"calm\":true}");
    }

    private static Switchover anotherActive() {
        return new Switchover("s1", Optional.empty(), false, false, new Request("ann", "why not", 1));
    }

    @Test
    void refusesARecordThatCouldNotBeReadBack() throws Exception {
        Store store = open("a");
        var unknown = new TreeMap<String, Object>();
        unknown.put("essay", "x".repeat(70_000));
        PairSpec plain = spec("cache-a");
        PairSpec big = new PairSpec(plain.pair(), plain.endpoint(), plain.timings(), plain.policy(), unknown);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.putSpec(big, Entry.ABSENT))
                .withMessageContaining("65536");
    }
}
