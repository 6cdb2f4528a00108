package io.twinproxy.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.proxy.stats.DiscoveryField;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Under a scheduler that is a queue: each question is asked when the test says so. */
class DiscoveryTest {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final List<Duration> delays = new ArrayList<>();
    private final List<List<Node>> told = new ArrayList<>();
    private Cluster answer = new Cluster(1, List.of(new Node("a", 11211)));
    private boolean away;

    private final Discovery discovery = new Discovery(
            "cache",
            "cfg:11211",
            () -> {
                if (away) {
                    throw new IOException("Connection refused");
                }
                return answer;
            },
            Duration.ofSeconds(60),
            (delay, what) -> {
                delays.add(delay);
                waiting.add(what);
            },
            told::add,
            Clock.fixed(Instant.ofEpochSecond(7), ZoneOffset.UTC));

    private void ask() {
        waiting.remove().run();
    }

    @Test
    void asksAtOnceAndThenEveryInterval() {
        discovery.start();
        ask();
        ask();
        assertThat(delays).extracting(Duration::toSeconds).containsExactly(0L, 60L, 60L);
        assertThat(told).containsExactly(List.of(new Node("a", 11211)));
    }

    @Test
    void anEndpointThatIsAwayChangesNothingAndIsAskedAgainSooner() {
        discovery.start();
        ask();
        away = true;
        for (int i = 0; i < 8; i++) {
            ask();
        }
        assertThat(told).hasSize(1);
        away = false;
        answer = new Cluster(2, List.of(new Node("b", 11211)));
        ask();
        away = true;
        ask();
        assertThat(delays)
                .extracting(Duration::toSeconds)
                .containsExactly(0L, 60L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L, 1L);
        assertThat(told).hasSize(2).last().isEqualTo(List.of(new Node("b", 11211)));
    }

    @Test
    void beforeTheFirstAnswerItNeverWaitsLong() {
        away = true;
        discovery.start();
        for (int i = 0; i < 6; i++) {
            ask();
        }
        assertThat(delays).extracting(Duration::toSeconds).containsExactly(0L, 1L, 2L, 4L, 5L, 5L, 5L);
        away = false;
        ask();
        assertThat(told).hasSize(1);
        assertThat(delays.get(delays.size() - 1)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void tellsWhatItHeard() {
        discovery.start();
        assertThat(discovery.figures()).containsEntry(DiscoveryField.DISCOVERY_ANSWERED_AT, 0L);
        ask();
        away = true;
        ask();
        away = false;
        answer = new Cluster(9, List.of(new Node("b", 1), new Node("c", 1)));
        ask();
        answer = new Cluster(3, List.of(new Node("d", 1)));
        ask();
        assertThat(discovery.figures())
                .containsEntry(DiscoveryField.DISCOVERY_ANSWERS, 3L)
                .containsEntry(DiscoveryField.DISCOVERY_FAILURES, 1L)
                .containsEntry(DiscoveryField.DISCOVERY_CHANGES, 2L)
                .containsEntry(DiscoveryField.DISCOVERY_NODES, 2L)
                .containsEntry(DiscoveryField.DISCOVERY_VERSION, 9L)
                .containsEntry(DiscoveryField.DISCOVERY_ANSWERED_AT, 7_000_000L);
    }

    @Test
    void whatCannotBeUsedDoesNotEndTheQuestions() {
        Discovery broken = new Discovery(
                "cache",
                "cfg:11211",
                () -> answer,
                Duration.ofSeconds(60),
                (delay, what) -> waiting.add(what),
                nodes -> {
                    throw new IllegalStateException("cannot be used");
                },
                Clock.systemUTC());
        broken.start();
        assertThatThrownBy(this::ask).hasMessage("cannot be used");
        assertThat(waiting).hasSize(1);
    }

    @Test
    void aClosedOneAsksNoMore() {
        discovery.start();
        discovery.close();
        ask();
        assertThat(waiting).isEmpty();
        assertThat(told).isEmpty();
    }
}
