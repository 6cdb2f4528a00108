package io.twinproxy.coordination.probe;

import static io.twinproxy.coordination.probe.Order.Verb.OPEN;
import static io.twinproxy.coordination.probe.Order.Verb.SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.record.Sight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private static final long START = -5_000_000_000L;

    private final Target target =
            new Target("10.0.0.1", 22121, ProbeProtocol.MEMCACHE, Duration.ofMillis(250), Duration.ofMillis(200), 2);
    private final Sightings sightings = new Sightings(target, START);

    @Test
    void knowsNothingUntilTheFirstReply() {
        assertThat(orders()).containsExactly(new Order(OPEN, 1));
        sightings.connected(1);
        assertThat(orders()).containsExactly(new Order(SEND, 1));
        assertThat(sight()).isEqualTo(Sight.UNKNOWN);

        sightings.replied(1, at(3));

        assertThat(sight()).isEqualTo(Sight.ANSWERED);
        assertThat(sightings.sighting().sinceNanos()).isEqualTo(at(3));
        assertThat(sightings.sighting().lastAnswerNanos()).hasValue(at(3));
        assertThat(orders()).isEmpty();
    }

    @Test
    void probesOnTheSameLineOncePerPeriodCountedFromTheLastStart() {
        answering();
        assertThat(sightings.wakeAt()).isEqualTo(at(250));
        sightings.due(at(249));
        assertThat(orders()).isEmpty();
        sightings.due(at(250));
        assertThat(orders()).containsExactly(new Order(SEND, 1));
        assertThat(sightings.wakeAt()).isEqualTo(at(450));
    }

    @Test
    void aResetIsConfirmedByARefusedReconnectAtOnce() {
        answering();

        sightings.lost(1, Sightings.Loss.LOST, "Connection reset", at(100));

        assertThat(orders()).containsExactly(new Order(OPEN, 2));
        assertThat(sight()).isEqualTo(Sight.ANSWERED);
        assertThat(sightings.sighting().firstFailureNanos()).hasValue(at(100));
        assertThat(sightings.sighting().detail()).isEqualTo("Connection reset");
        sightings.lost(2, Sightings.Loss.REFUSED, "Connection refused", at(101));
        assertThat(sight()).isEqualTo(Sight.REFUSED);
        assertThat(sightings.sighting().firstFailureNanos()).hasValue(at(100));
        assertThat(sightings.sighting().sinceNanos()).isEqualTo(at(101));
        assertThat(sightings.sighting().lastAnswerNanos()).hasValue(at(3));
    }

    @Test
    void aProcessThatDiesWhileItsListenerStillTakesConnectionsIsFoundRefusedWithinMilliseconds() {
        answering();
        sightings.lost(1, Sightings.Loss.LOST, "Connection reset", at(100));
        sightings.connected(2);
        orders();
        sightings.lost(2, Sightings.Loss.LOST, "Connection reset", at(101));
        assertThat(sightings.wakeAt()).isEqualTo(at(105));
        sightings.due(at(105));
        assertThat(orders()).containsExactly(new Order(OPEN, 3));
        sightings.lost(3, Sightings.Loss.REFUSED, "Connection refused", at(106));
        assertThat(sight()).isEqualTo(Sight.REFUSED);
        assertThat(sightings.sighting().firstFailureNanos()).hasValue(at(100));
    }

    @Test
    void aClosedConnectionThatCanBeMadeAgainIsNoFailure() {
        answering();
        sightings.lost(1, Sightings.Loss.LOST, "closed the connection", at(100));
        orders();
        sightings.connected(2);
        assertThat(orders()).containsExactly(new Order(SEND, 2));
        sightings.replied(2, at(102));
        assertThat(sightings.sighting().detail()).isEmpty();
        assertThat(sightings.sighting().firstFailureNanos()).isEmpty();
        assertThat(sightings.sighting().sinceNanos()).isEqualTo(at(3));
    }

    @Test
    void aProxyThatClosesAfterEveryReplyIsNotReconnectedToMoreOftenThanProbed() {
        answering();
        sightings.lost(1, Sightings.Loss.LOST, "closed", at(100));
        orders();
        sightings.connected(2);
        sightings.replied(2, at(102));
        orders();
        sightings.lost(2, Sightings.Loss.LOST, "closed", at(103));
        assertThat(orders()).isEmpty();
        assertThat(sightings.wakeAt()).isEqualTo(at(350));
        sightings.due(at(350));
        assertThat(orders()).containsExactly(new Order(OPEN, 3));
    }

    @Test
    void aProxyThatClosesEveryConnectionWithoutAReplyIsSilent() {
        answering();
        sightings.lost(1, Sightings.Loss.LOST, "closed the connection", at(100));
        for (int line = 2; line <= 12; line++) {
            assertThat(sight()).isEqualTo(Sight.ANSWERED);
            sightings.connected(line);
            sightings.lost(line, Sightings.Loss.LOST, "closed the connection", at(50 * line + 2));
            sightings.due(sightings.wakeAt());
        }
        assertThat(sight()).isEqualTo(Sight.SILENT);
        assertThat(sightings.sighting().detail()).isEqualTo("closed the connection, 2 probes in a row");
    }

    @Test
    void silenceIsAsManyMissesAsSetAndTheSecondProbeGoesOutAtOnceOnAFreshLine() {
        answering();
        sightings.due(at(250));
        orders();

        sightings.due(at(450));

        assertThat(orders()).containsExactly(new Order(OPEN, 2));
        assertThat(sight()).isEqualTo(Sight.ANSWERED);
        assertThat(sightings.sighting().detail()).isEqualTo("no reply within 200ms");
        sightings.connected(2);
        sightings.due(at(650));
        assertThat(sight()).isEqualTo(Sight.SILENT);
        assertThat(sightings.sighting().detail()).isEqualTo("no reply within 200ms, 2 probes in a row");
        assertThat(sightings.sighting().firstFailureNanos()).hasValue(at(450));
    }

    @Test
    void aLateReplyOnTheOldLineForgivesTheMiss() {
        answering();
        sightings.due(at(250));
        sightings.due(at(450));
        sightings.connected(2);
        sightings.replied(1, at(500));
        assertThat(sightings.sighting().firstFailureNanos()).isEmpty();
        sightings.due(at(650));
        assertThat(sight()).isEqualTo(Sight.ANSWERED);
    }

    @Test
    void aReplyAfterSilenceIsTrustedOnlyWhenTheNextOneComesInTime() {
        silent();
        sightings.replied(2, at(700));
        assertThat(sight()).isEqualTo(Sight.SILENT);
        assertThat(orders()).contains(new Order(SEND, 2));
        sightings.replied(2, at(701));
        assertThat(sight()).isEqualTo(Sight.ANSWERED);
        assertThat(sightings.sighting().sinceNanos()).isEqualTo(at(701));
    }

    @Test
    void aSilentProxyIsTriedEverMoreSeldomUpToOnceASecond() {
        silent();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long missedAt = sightings.wakeAt();
            sightings.due(missedAt);
            long deadline = sightings.wakeAt();
            sightings.due(deadline);
            pauses.add((sightings.wakeAt() - deadline) / 1_000_000);
        }
        assertThat(pauses).containsExactly(500L, 1000L, 1000L, 1000L, 1000L, 1000L);
        assertThat(openLines()).isLessThanOrEqualTo(2);
    }

    @Test
    void aRefusedProxyIsTriedOncePerPeriodAndFoundAgain() {
        orders();
        sightings.lost(1, Sightings.Loss.REFUSED, "Connection refused", at(1));
        assertThat(sight()).isEqualTo(Sight.REFUSED);
        assertThat(orders()).isEmpty();
        assertThat(sightings.wakeAt()).isEqualTo(at(250));
        sightings.due(at(250));
        assertThat(orders()).containsExactly(new Order(OPEN, 2));
        sightings.connected(2);
        sightings.replied(2, at(252));
        assertThat(sight()).isEqualTo(Sight.ANSWERED);
    }

    @Test
    void noRouteCountsAsAMissAndNotAsARefusal() {
        answering();
        sightings.lost(1, Sightings.Loss.LOST, "Connection reset", at(100));
        sightings.lost(2, Sightings.Loss.UNREACHABLE, "No route to host", at(101));
        assertThat(sight()).isEqualTo(Sight.ANSWERED);
        sightings.due(sightings.wakeAt());
        sightings.lost(3, Sightings.Loss.UNREACHABLE, "No route to host", at(352));
        assertThat(sight()).isEqualTo(Sight.SILENT);
    }

    @Test
    void aFrozenProxyThatIsThenKilledIsRefusedAtOnce() {
        silent();
        sightings.lost(2, Sightings.Loss.LOST, "Connection reset", at(700));
        sightings.lost(1, Sightings.Loss.LOST, "Connection reset", at(700));
        List<Order> orders = orders();
        assertThat(orders.get(orders.size() - 1)).isEqualTo(new Order(OPEN, 3));
        sightings.lost(3, Sightings.Loss.REFUSED, "Connection refused", at(701));
        assertThat(sight()).isEqualTo(Sight.REFUSED);
    }

    @Test
    void whenTheProberSleptItsMissDoesNotCount() {
        answering();
        sightings.due(at(250));
        sightings.due(at(450));
        orders();
        sightings.connected(2);

        sightings.due(at(650 + 201));

        assertThat(sight()).isEqualTo(Sight.ANSWERED);
        sightings.connected(3);
        sightings.due(at(851 + 200));
        assertThat(sight()).isEqualTo(Sight.ANSWERED);
        sightings.due(at(851 + 400));
        assertThat(sight()).isEqualTo(Sight.SILENT);
    }

    @Test
    void whenTheProberSleptItsVerdictIsTakenBack() {
        silent();
        sightings.due(at(5_000));
        assertThat(sight()).isEqualTo(Sight.UNKNOWN);
        assertThat(sightings.sighting().detail()).contains("was not scheduled");
    }

    @Test
    void neverKeepsMoreThanTwoLinesWhateverHappens() {
        long now = START;
        java.util.Random random = new java.util.Random(7);
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(120) * 1_000_000L;
            int line = lastOpened - random.nextInt(3);
            switch (random.nextInt(6)) {
                case 0 -> sightings.replied(line, now);
                case 1 -> lose(line, Sightings.Loss.LOST, now);
                case 2 -> lose(line, Sightings.Loss.REFUSED, now);
                case 3 -> connect(line);
                default -> sightings.due(now);
            }
            assertThat(openLines()).isLessThanOrEqualTo(2);
            assertThat(sightings.wakeAt() - now).isLessThanOrEqualTo(1_000_000_000L);
        }
        assertThat(lastOpened).isGreaterThan(1000);
    }

    private final java.util.TreeSet<Integer> open = new java.util.TreeSet<>();
    private final java.util.TreeSet<Integer> made = new java.util.TreeSet<>();
    private int lastOpened;

    private void lose(int line, Sightings.Loss loss, long now) {
        openLines();
        if (open.remove(line)) {
            made.remove(line);
            sightings.lost(line, loss, "lost", now);
        }
    }

    private void connect(int line) {
        openLines();
        if (open.contains(line) && made.add(line)) {
            sightings.connected(line);
        }
    }

    private int openLines() {
        for (Order order : orders()) {
            switch (order.verb()) {
                case OPEN -> {
                    assertThat(order.line()).isGreaterThan(lastOpened);
                    lastOpened = order.line();
                    open.add(order.line());
                }
                case CLOSE -> assertThat(open.remove(order.line())).isTrue();
                case SEND -> assertThat(open).contains(order.line());
            }
        }
        return open.size();
    }

    private void answering() {
        openLines();
        sightings.connected(1);
        sightings.replied(1, at(3));
        openLines();
    }

    private void silent() {
        answering();
        sightings.due(at(250));
        sightings.due(at(450));
        sightings.connected(2);
        sightings.due(at(650));
        assertThat(sight()).isEqualTo(Sight.SILENT);
        openLines();
    }

    private Sight sight() {
        return sightings.sighting().sight();
    }

    private List<Order> orders() {
        List<Order> orders = new ArrayList<>();
        for (Optional<Order> next = sightings.nextOrder(); next.isPresent(); next = sightings.nextOrder()) {
            orders.add(next.get());
        }
        return orders;
    }

    private static long at(long millis) {
        return START + millis * 1_000_000;
    }
}
