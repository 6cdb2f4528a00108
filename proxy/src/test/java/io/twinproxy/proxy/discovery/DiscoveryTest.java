package io.twinproxy.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
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
            told::add);

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
    void aClosedOneAsksNoMore() {
        discovery.start();
        discovery.close();
        ask();
        assertThat(waiting).isEmpty();
        assertThat(told).isEmpty();
    }
}
