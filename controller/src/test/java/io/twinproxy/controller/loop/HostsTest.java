package io.twinproxy.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Target;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.Member;
import io.twinproxy.coordination.record.ProxyReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HostsTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Hosts hosts = new Hosts();
    private Assignment assignment = Assignment.NONE;

    private static Entry<Heartbeat> beat(String instance) {
        return Entry.of(
                new Heartbeat(
                        "f00d",
                        1,
                        0,
                        Duration.ofSeconds(5),
                        Optional.of(instance),
                        Optional.empty(),
                        new ProxyReport(true, "", "10.0.0.1", 22121, "memcache", "d1", 2, 2, true),
                        false,
                        false,
                        Optional.empty(),
                        Hold.NOT_NEEDED,
                        "",
                        0,
                        false,
                        "",
                        new TreeMap<>()),
                0);
    }

    /** Hosts that are there, as "name instance". */
    private void there(long nowNanos, String... present) {
        SortedMap<String, Entry<Heartbeat>> beats = new TreeMap<>();
        for (String host : present) {
            beats.put(host.split(" ", -1)[0], beat(host.split(" ", -1)[1]));
        }
        PairRecords none = PairRecords.empty("cache-a");
        hosts.heard(
                new PairRecords("cache-a", none.spec(), beats, Entry.of(assignment, 1), none.intent(), none.reading()),
                nowNanos);
        hosts.forget(assignment, nowNanos);
        assignment = withMembers(hosts.members());
    }

    private Assignment withMembers(SortedMap<String, Member> members) {
        return new Assignment(
                assignment.active(),
                assignment.generation(),
                assignment.epoch(),
                assignment.situation(),
                assignment.why(),
                assignment.by(),
                assignment.atMillis(),
                assignment.move(),
                assignment.answered(),
                assignment.holdDown(),
                assignment.interfaceMac(),
                assignment.interfaceAddress(),
                members,
                assignment.unknown());
    }

    private void active(String host) {
        assignment = new Assignment(
                Optional.of(host),
                1,
                1,
                1000,
                "",
                "c",
                0,
                assignment.move(),
                assignment.answered(),
                assignment.holdDown(),
                assignment.interfaceMac(),
                assignment.interfaceAddress(),
                assignment.members(),
                assignment.unknown());
    }

    private List<String> names() {
        return hosts.targets().stream().map(Target::host).toList();
    }

    @Test
    void aHostWhoseMachineGoesByAnotherNameIsForgotten() {
        active("a");
        there(0, "a i-1", "b i-2");
        there(1, "a i-1");
        assertThat(names()).containsExactly("a", "b");
        there(2, "a i-1", "c i-2");
        assertThat(names()).containsExactly("a", "c");
        there(3, "a i-1", "c i-2");
        assertThat(names()).containsExactly("a", "c");
    }

    @Test
    void theActiveIsRememberedThoughItsMachineGoesByAnotherName() {
        active("a");
        there(0, "a i-1", "b i-2");
        there(1, "b i-2", "c i-1");
        assertThat(names()).containsExactly("a", "b", "c");
        active("b");
        there(2, "b i-2", "c i-1");
        assertThat(names()).containsExactly("b", "c");
    }

    @Test
    void aHostThatWasReplacedIsForgottenAfterTenMinutesAndOneThatWasNotIsNot() {
        active("a");
        there(0, "a i-1", "b i-2");
        there(1, "a i-1");
        there(60 * MINUTE, "a i-1");
        assertThat(names()).containsExactly("a", "b");
        there(61 * MINUTE, "a i-1", "b i-2");
        there(62 * MINUTE, "a i-1", "c i-3");
        there(71 * MINUTE, "a i-1", "c i-3");
        assertThat(names()).containsExactly("a", "b", "c");
        there(72 * MINUTE, "a i-1", "c i-3");
        assertThat(names()).containsExactly("a", "c");
    }

    @Test
    void whoIsThereIsTakenInThoughManyHaveBeen() {
        active("h00");
        for (int i = 0; i < 40; i++) {
            there(i, "h00 i-0", String.format("h%02d i-%d", i + 1, i + 1));
        }
        assertThat(names()).contains("h00", "h40").hasSizeLessThanOrEqualTo(16);
    }
}
