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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store must do, in memory or for real. */
public abstract class StoreContract extends LeadershipContract {
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
        store.putAssignment(epoch, "cache-a", Ruling.of(assignment("proxy-a", 1), Entry.ABSENT));
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
        writer.putAssignment(epoch, "cache-b", Ruling.of(assignment("proxy-a", 7), Entry.ABSENT));
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
        eventually(() -> {
            List<String> since = heard.calls();
            List<String> fresh = since.subList(calls, since.size());
            int lost = fresh.indexOf("connected false");
            int back = fresh.lastIndexOf("connected true");
            return lost >= 0 && back > lost && fresh.lastIndexOf("changed cache-a") > back;
        });
        putThroughUnrest(store, "cache-b");
        eventually(() -> heard.picture("cache-b").isPresent());
    }

    /** Just after an outage a cluster may close a connection again while it settles; a write is then tried again. */
    protected void putThroughUnrest(Store store, String pair) throws Exception {
        eventually(() -> {
            try {
                store.putSpec(spec(pair), Entry.ABSENT);
                return true;
            } catch (ConflictException e) {
                // An earlier try went through, but its answer did not.
                return store.pairs().contains(pair);
            }
        });
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
        PairSpec big = new PairSpec(
                plain.pair(), plain.endpoint(), plain.timings(), plain.policy(), Optional.empty(), unknown);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.putSpec(big, Entry.ABSENT))
                .withMessageContaining("65536");
    }
}
