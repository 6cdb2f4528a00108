package io.twinproxy.coordination;

import static io.twinproxy.coordination.Samples.assignment;
import static io.twinproxy.coordination.Samples.event;
import static io.twinproxy.coordination.Samples.paused;
import static io.twinproxy.coordination.Samples.reading;
import static io.twinproxy.coordination.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.coordination.record.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store must do for those who lead; and what such a test needs of the store's world. */
public abstract class LeadershipContract {
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

    protected Epoch lead(Leadership leadership) throws Exception {
        AtomicReference<Optional<Lease>> seen = new AtomicReference<>(Optional.empty());
        // The lease seen is the one returned: just after an outage it may go again.
        eventually(() -> {
            seen.set(leadership.lease());
            return seen.get().isPresent();
        });
        return seen.get().orElseThrow().epoch();
    }

    @Test
    void leaderWritesUnderItsEpoch() throws Exception {
        Store store = open("a");
        Epoch epoch = lead(store.stand("controller-1", "127.0.0.1:8080"));
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        int first = store.putAssignment(epoch, "cache-a", Ruling.of(assignment("proxy-a", 1), Entry.ABSENT));
        int second = store.putAssignment(epoch, "cache-a", Ruling.of(assignment("proxy-b", 2), first));
        assertThat(store.read("cache-a").assignment()).isEqualTo(Entry.of(assignment("proxy-b", 2), second));
        assertThatThrownBy(() -> store.putAssignment(epoch, "cache-a", Ruling.of(assignment("proxy-a", 3), first)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("assignment");
        store.putReading(epoch, "cache-a", reading(30));
        store.putReading(epoch, "cache-a", reading(40));
        assertThat(store.read("cache-a").reading().value()).contains(reading(40));
        assertThat(store.leader()).contains(new Store.Leader("controller-1", "127.0.0.1:8080", epoch));
    }

    @Test
    void aRulingTellsTheHistoryOrDoesNothing() throws Exception {
        Store store = open("a");
        Epoch epoch = lead(store.stand("controller-1", ""));
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        Ruling onNothingWished = new Ruling(
                assignment("proxy-a", 1), Entry.ABSENT, OptionalInt.of(Entry.ABSENT), List.of(event(1), event(2)));
        int first = store.putAssignment(epoch, "cache-a", onNothingWished);
        assertThat(store.read("cache-a").intent()).isEqualTo(Entry.absent());
        assertThat(store.events("cache-a", 10)).containsExactly(event(1), event(2));

        store.putIntent("cache-a", paused("ann"), Entry.ABSENT);
        for (int stale : new int[] {Entry.ABSENT, 7}) {
            assertThatThrownBy(() -> store.putAssignment(
                            epoch,
                            "cache-a",
                            new Ruling(assignment("proxy-b", 2), first, OptionalInt.of(stale), List.of(event(3)))))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("intent");
        }
        assertThat(store.read("cache-a").assignment()).isEqualTo(Entry.of(assignment("proxy-a", 1), first));
        assertThat(store.events("cache-a", 10)).containsExactly(event(1), event(2));

        int intent = store.read("cache-a").intent().version();
        store.putAssignment(
                epoch,
                "cache-a",
                new Ruling(assignment("proxy-b", 2), first, OptionalInt.of(intent), List.of(event(4))));
        assertThat(store.events("cache-a", 10)).containsExactly(event(1), event(2), event(4));
    }

    @Test
    void whatRulingsToldIsTrimmedToTheNewest() throws Exception {
        Store store = open("a");
        Epoch epoch = lead(store.stand("controller-1", ""));
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        int version = Entry.ABSENT;
        for (int i = 0; i < Store.EVENTS_MAX + 9; i += 9) {
            List<Event> told =
                    IntStream.range(i, i + 9).mapToObj(Samples::event).toList();
            version = store.putAssignment(
                    epoch, "cache-a", new Ruling(assignment("proxy-a", 1), version, OptionalInt.empty(), told));
        }
        List<Event> all = store.events("cache-a", 1000);
        assertThat(all).hasSizeGreaterThan(Store.EVENTS_MAX);
        store.trimEvents(epoch, "cache-a");
        store.trimEvents(epoch, "cache-a");
        assertThat(store.events("cache-a", 1000))
                .containsExactlyElementsOf(all.subList(all.size() - Store.EVENTS_MAX, all.size()));
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
        assertThatThrownBy(() -> one.putAssignment(old, "cache-a", Ruling.of(assignment("proxy-a", 1), Entry.ABSENT)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("leadership");
        assertThatThrownBy(() -> one.appendEvent(old, "cache-a", event(1))).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> one.putReading(old, "cache-a", reading(1))).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> one.putAssignment(
                        old,
                        "cache-a",
                        new Ruling(assignment("proxy-a", 1), Entry.ABSENT, OptionalInt.empty(), List.of(event(1)))))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("leadership");
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
}
