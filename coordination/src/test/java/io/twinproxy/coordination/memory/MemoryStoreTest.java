package io.twinproxy.coordination.memory;

import static io.twinproxy.coordination.Samples.assignment;
import static io.twinproxy.coordination.Samples.heartbeat;
import static io.twinproxy.coordination.Samples.paused;
import static io.twinproxy.coordination.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.Lease;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.Ruling;
import io.twinproxy.coordination.Scheduler;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.StoreContract;
import io.twinproxy.coordination.UnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final VirtualTime time = new VirtualTime();
    private final MemoryEnsemble ensemble = new MemoryEnsemble(time::nanos, time);

    @Override
    protected MemoryStore open(String client) {
        return new MemoryStore(ensemble, client, time::nanos, time, TIMEOUT, Duration.ofMillis(2));
    }

    @Override
    protected void endSession(Store store) {
        ((MemoryStore) store).expire();
    }

    @Override
    protected void outage(boolean on) {
        ensemble.outage(on);
    }

    @Override
    protected void overwrite(String path, byte[] bytes) {
        ensemble.corrupt(path, bytes);
    }

    @Override
    protected String text(String path) {
        return ensemble.text().get(path);
    }

    @Override
    protected void eventually(Callable<Boolean> condition) throws Exception {
        time.until(condition, Duration.ofSeconds(20));
    }

    @Override
    protected void pass(Duration duration) {
        time.pass(duration);
    }

    @Override
    protected long nanos() {
        return time.nanos();
    }

    @Override
    protected Duration sessionTimeout() {
        return TIMEOUT;
    }

    private Lease lease(Leadership leadership) throws Exception {
        eventually(() -> leadership.lease().isPresent());
        return leadership.lease().orElseThrow();
    }

    @Test
    void aPartitionHealedInTimeResumesTheSession() throws Exception {
        MemoryStore one = open("one");
        MemoryStore two = open("two");
        Presence presence = one.join("cache-a", "proxy-a");
        presence.beat(heartbeat(1));
        Leadership first = one.stand("controller-1", "");
        Epoch before = lease(first).epoch();
        Leadership second = two.stand("controller-2", "");

        one.partition(true);
        assertThat(first.lease()).isEmpty();
        assertThatThrownBy(() -> presence.beat(heartbeat(2))).isInstanceOf(UnavailableException.class);
        pass(Duration.ofMillis(1900));
        one.partition(false);
        pass(Duration.ofMillis(10));
        presence.beat(heartbeat(3));
        assertThat(two.read("cache-a").hosts()).containsOnlyKeys("proxy-a");
        assertThat(lease(first).epoch().number()).isGreaterThan(before.number());
        assertThat(second.lease()).isEmpty();
    }

    @Test
    void aPartitionThatOutlivesTheSessionCostsEphemeralsAndThePlaceInLine() throws Exception {
        MemoryStore one = open("one");
        MemoryStore two = open("two");
        one.join("cache-a", "proxy-a").beat(heartbeat(1));
        Leadership first = one.stand("controller-1", "");
        Epoch before = lease(first).epoch();
        Leadership second = two.stand("controller-2", "");
        one.partition(true);
        Epoch now = lease(second).epoch();
        assertThat(now.number()).isGreaterThan(before.number());
        assertThat(two.read("cache-a").hosts()).isEmpty();
        one.partition(false);
        pass(TIMEOUT);
        assertThat(first.lease()).isEmpty();
        assertThat(second.lease()).isPresent();
    }

    @Test
    void anUnnoticedPartitionLeavesNoTwoLeasesAtOneTime() throws Exception {
        MemoryStore one = open("one");
        MemoryStore two = open("two");
        Leadership first = one.stand("controller-1", "");
        lease(first);
        Leadership second = two.stand("controller-2", "");
        pass(Duration.ofMillis(777));
        one.partitionNoticedAfter(Duration.ofSeconds(60));
        assertThat(first.lease()).isPresent();
        time.until(
                () -> {
                    assertThat(first.lease().isPresent() && second.lease().isPresent())
                            .isFalse();
                    return second.lease().isPresent();
                },
                Duration.ofSeconds(10));
    }

    @Test
    void whatWasWrittenDuringAnUnnoticedPartitionIsReadWhenItHeals() throws Exception {
        MemoryStore one = open("one");
        MemoryStore two = open("two");
        Presence host = two.join("cache-a", "proxy-a");
        host.beat(heartbeat(1));
        long[] seen = {0};
        one.watch(Optional.empty(), new Store.Listener() {
            @Override
            public void changed(PairRecords records) {
                records.hosts()
                        .values()
                        .forEach(e -> seen[0] = e.value().orElseThrow().sequence());
            }

            @Override
            public void removed(String pair) {}

            @Override
            public void connected(boolean connected) {}
        });
        eventually(() -> seen[0] == 1);
        one.partitionNoticedAfter(Duration.ofSeconds(2));
        host.beat(heartbeat(2));
        pass(Duration.ofMillis(500));
        one.partition(false);
        eventually(() -> seen[0] == 2);
    }

    @Test
    void aKilledProgramHearsNothingAndItsSessionEndsByTimeout() throws Exception {
        MemoryStore one = open("one");
        MemoryStore two = open("two");
        one.join("cache-a", "proxy-a").beat(heartbeat(1));
        Leadership first = one.stand("controller-1", "");
        lease(first);
        Leadership second = two.stand("controller-2", "");
        int[] calls = {0};
        first.onChange(() -> calls[0]++);
        long killed = time.nanos();
        one.kill();
        assertThat(first.lease()).isEmpty();
        lease(second);
        assertThat(Duration.ofNanos(time.nanos() - killed)).isBetween(Duration.ofSeconds(2), Duration.ofMillis(3100));
        assertThat(two.read("cache-a").hosts()).isEmpty();
        assertThat(calls[0]).isZero();
    }

    @Test
    void aRestartedControllerTakesItsNameOverWhenTheDeadOnesSessionEnds() throws Exception {
        MemoryStore one = open("one");
        Epoch before = lease(one.stand("controller-1", "")).epoch();
        one.kill();
        Leadership again = open("again").stand("controller-1", "");
        pass(Duration.ofSeconds(1));
        assertThat(again.lease()).isEmpty();
        assertThat(lease(again).epoch().number()).isGreaterThan(before.number());
    }

    @Test
    void aWriteWithALostReplyMayHaveHappened() throws Exception {
        MemoryStore store = open("a");
        store.putSpec(spec("cache-a"), Entry.ABSENT);
        store.loseReplies(1);
        assertThatThrownBy(() -> store.putIntent("cache-a", paused("ann"), Entry.ABSENT))
                .isInstanceOf(UnavailableException.class);
        assertThat(store.read("cache-a").intent().value()).contains(paused("ann"));
        Presence presence = store.join("cache-a", "proxy-a");
        for (int i = 0; i < 3; i++) {
            store.loseReplies(1);
            assertThatThrownBy(() -> presence.beat(heartbeat(1))).isInstanceOf(UnavailableException.class);
            presence.beat(heartbeat(2));
        }
    }

    @Test
    void aLeaderThatTookItsEpochWithoutBeingToldTakesAnother() throws Exception {
        MemoryStore store = open("a");
        // The name, the place in line, the epoch: each reply lost in its turn.
        for (int lost = 1; lost <= 3; lost++) {
            MemoryStore another = open("another-" + lost);
            Leadership leadership = another.stand("controller-" + lost, "");
            another.expire();
            another.loseReplies(lost);
            Lease lease = lease(leadership);
            another.putSpec(spec("cache-" + lost), Entry.ABSENT);
            another.putAssignment(lease.epoch(), "cache-" + lost, Ruling.of(assignment("proxy-a", 1), Entry.ABSENT));
            leadership.close();
        }
        assertThat(store.pairs()).hasSize(3);
    }

    @Test
    void sessionsDoNotExpireWhileTheServersAreDown() throws Exception {
        MemoryStore store = open("a");
        store.join("cache-a", "proxy-a").beat(heartbeat(1));
        ensemble.outage(true);
        pass(Duration.ofMinutes(5));
        ensemble.outage(false);
        pass(Duration.ofMillis(10));
        assertThat(open("b").read("cache-a").hosts()).containsOnlyKeys("proxy-a");
    }

    @Test
    void aPausedProgramLosesItsSessionAndCannotWriteUnderItsOldEpoch() throws Exception {
        Pausable pausable = new Pausable(time);
        MemoryStore one = new MemoryStore(ensemble, "one", time::nanos, pausable, TIMEOUT, Duration.ofMillis(2));
        Leadership first = one.stand("controller-1", "");
        Epoch old = lease(first).epoch();
        Leadership second = open("two").stand("controller-2", "");
        one.putSpec(spec("cache-a"), Entry.ABSENT);
        pausable.pause(true);
        lease(second);
        assertThat(first.lease()).isEmpty();
        assertThatThrownBy(() -> one.putAssignment(old, "cache-a", Ruling.of(assignment("proxy-a", 1), Entry.ABSENT)))
                .isInstanceOfAny(ConflictException.class, UnavailableException.class);
        pausable.pause(false);
        pass(TIMEOUT);
        assertThat(first.lease()).isEmpty();
        assertThat(one.connected()).isTrue();
    }

    /** A program's scheduler that can stand still. */
    private static final class Pausable implements Scheduler {
        private final VirtualTime time;
        private final ArrayDeque<Runnable> held = new ArrayDeque<>();
        private boolean paused;

        Pausable(VirtualTime time) {
            this.time = time;
        }

        @Override
        public void after(Duration delay, Runnable run) {
            time.after(delay, () -> {
                if (paused) {
                    held.add(run);
                } else {
                    run.run();
                }
            });
        }

        void pause(boolean on) {
            paused = on;
            while (!on && !held.isEmpty()) {
                held.poll().run();
            }
        }
    }
}
