package io.twinproxy.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.ProxyReport;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OwnNameTest {
    private static final Self SELF = new Self("cache-a", "a", "cafe", "10.0.0.1:2525");
    private final OwnName name = new OwnName();

    /** The pair as it shows a heartbeat of this host's name, or none. */
    private static PairRecords shown(Optional<String> incarnation) {
        TreeMap<String, Entry<Heartbeat>> hosts = new TreeMap<>();
        incarnation.ifPresent(by -> hosts.put(
                "a",
                Entry.of(
                        Heartbeats.of(
                                new Self("cache-a", "a", by, ""),
                                Machine.UNKNOWN,
                                Duration.ofSeconds(5),
                                new ProxyReport(true, "", "10.0.0.1", 22121, "memcache", "d1", 2, 2, true),
                                new HostState(false, Hold.NOT_NEEDED, ""),
                                Optional.empty(),
                                Standing.NOTHING_KNOWN,
                                false),
                        0)));
        PairRecords none = PairRecords.empty("cache-a");
        return new PairRecords("cache-a", none.spec(), hosts, none.assignment(), none.intent(), none.reading());
    }

    @Test
    void isOwnOnceAHeartbeatWasWrittenUnderItAndNotBefore() {
        name.read(shown(Optional.empty()), SELF);
        name.wrote(Written.Result.UNAVAILABLE);
        assertThat(name.own()).isFalse();
        name.wrote(Written.Result.DONE);
        assertThat(name.own()).isTrue();
    }

    @Test
    void isAnothersWhileAnotherIsShownAndUntilItIsClaimedAnew() {
        name.wrote(Written.Result.DONE);
        name.read(shown(Optional.of("f00d")), SELF);
        assertThat(name.own()).isFalse();
        name.read(shown(Optional.empty()), SELF);
        assertThat(name.own()).as("gone, but not claimed yet").isFalse();
        name.read(shown(Optional.of("cafe")), SELF);
        assertThat(name.own()).isTrue();
        name.wrote(Written.Result.NAME_TAKEN);
        assertThat(name.own()).isFalse();
    }

    @Test
    void aStoreThatIsAwayChangesNothing() {
        name.wrote(Written.Result.DONE);
        name.wrote(Written.Result.UNAVAILABLE);
        name.read(shown(Optional.empty()), SELF);
        assertThat(name.own()).isTrue();
    }
}
