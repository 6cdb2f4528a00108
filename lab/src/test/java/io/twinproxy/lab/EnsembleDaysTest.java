package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Days of an ensemble in the controllers' own processes. {@code -Densemble.minutes=5} makes the long one long; what it
 * counted is in {@code target/ensemble-days.txt}.
 */
@Tag("once")
class EnsembleDaysTest {
    private static final Duration KILL_EVERY = Duration.ofSeconds(10);
    private static final Duration SWITCH_EVERY = Duration.ofSeconds(15);

    @TempDir
    static Path directory;

    private static EnsembleSite site;

    @RegisterExtension
    static final Telling TELLING = new Telling(() -> site.told());

    @BeforeAll
    static void start() throws Exception {
        site = new EnsembleSite(directory);
    }

    @AfterAll
    static void end() {
        if (site != null) {
            site.close();
        }
    }

    @BeforeEach
    void mend() throws IOException {
        restartDead();
        within().until(site::healthy);
    }

    private static ConditionFactory within() {
        return await().atMost(Site.WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(UnavailableException.class);
    }

    @Test
    void everySwitchoverEndsWhileOneMemberAfterAnotherIsKilled() throws Exception {
        Duration length =
                Duration.ofMillis((long) (Double.parseDouble(System.getProperty("ensemble.minutes", "0.35")) * 60_000));
        int moves = site.cloud().moves();
        long generation = site.assignment().generation();
        AtomicInteger kills = new AtomicInteger();
        AtomicInteger leadersKilled = new AtomicInteger();
        List<Long> took = new ArrayList<>();
        int asked = 0;
        ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
        try {
            Future<?> killing = killer.scheduleAtFixedRate(
                    () -> kill(kills, leadersKilled), 5, KILL_EVERY.toSeconds(), TimeUnit.SECONDS);
            long begun = System.nanoTime();
            for (long at = 0; at < length.toNanos(); at += SWITCH_EVERY.toNanos()) {
                awaitTime(begun + at);
                asked++;
                took.add(switchOver());
            }
            awaitTime(begun + length.toNanos());
            assertThat(killing.isDone()).as("the killer ended early").isFalse();
        } finally {
            killer.shutdownNow();
            assertThat(killer.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        restartDead();
        within().until(site::healthy);

        List<Event> events = site.store().events(Site.PAIR, Store.EVENTS_MAX);
        Files.writeString(
                Path.of("target", "ensemble-days.txt"),
                "%d s, %d members killed, %d of them led, %d switchovers asked, %d done in ms: %s; %d overlaps of holders, %d epochs%n"
                        .formatted(
                                length.toSeconds(),
                                kills.get(),
                                leadersKilled.get(),
                                asked,
                                took.size(),
                                took,
                                site.cloud().overlaps(),
                                events.stream().map(Event::epoch).distinct().count()));
        assertThat(took).hasSize(asked);
        assertThat(kills.get()).isGreaterThanOrEqualTo((int) (length.toSeconds() / KILL_EVERY.toSeconds()));
        assertThat(site.cloud().overlaps()).as("two holders at a time").isZero();
        assertThat(site.cloud().moves() - moves)
                .as("nothing moved that was not asked for")
                .isEqualTo(asked);
        assertThat(site.assignment().generation() - generation).isEqualTo(asked);
        assertThat(events.stream().filter(e -> e.kind() == Event.Kind.MOVE_FAILED))
                .isEmpty();
    }

    /** SIGKILL, and started again at once; each in its turn, so the leader about every third time or more often. */
    private static void kill(AtomicInteger kills, AtomicInteger leadersKilled) {
        int id = kills.getAndIncrement() % EnsembleSite.CONTROLLERS + 1;
        try {
            boolean leads = leads(EnsembleSite.name(id));
            site.controller(id).kill();
            site.startController(id);
            if (leads) {
                leadersKilled.incrementAndGet();
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot kill or start " + EnsembleSite.name(id), e);
        }
    }

    private static boolean leads(String name) {
        try {
            return site.store()
                    .leader()
                    .map(leader -> leader.name().equals(name))
                    .orElse(false);
        } catch (UnavailableException e) {
            return false;
        }
    }

    private static void awaitTime(long nanos) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> System.nanoTime() - nanos >= 0);
    }

    /** As a person would: asked again while nobody leads, or the standby is not seen yet. Milliseconds in all. */
    private static long switchOver() throws Exception {
        long begun = System.nanoTime();
        String before = within().until(() -> site.assignment().active().orElse(""), active -> !active.isEmpty());
        within().pollInterval(Duration.ofMillis(200)).until(() -> {
            Twinproxy.Ended ended = site.run("switchover", Site.PAIR, "--reason", "a drill", "--yes", "--wait=30s");
            assertThat(ended.code()).as(ended.toString()).isIn(0, 3, 4);
            return ended.code() == 0;
        });
        SiteHost after = site.hosts().stream()
                .filter(host -> !host.name().equals(before))
                .findFirst()
                .orElseThrow();
        within().untilAsserted(() -> {
            assertThat(site.assignment().active()).contains(after.name());
            assertThat(site.assignment().move()).isEmpty();
            assertThat(site.cloud().holder()).contains(after.instance());
            assertThat(CacheClient.served(site.cloud().front())).isTrue();
        });
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    private static void restartDead() throws IOException {
        for (int id = 1; id <= EnsembleSite.CONTROLLERS; id++) {
            if (!site.controller(id).alive()) {
                site.startController(id);
            }
        }
    }

    @Test
    void oneAfterAnotherIsStoppedInOrderAndStartedAgainAndThePairStaysWhereItIs() throws Exception {
        int moves = site.cloud().moves();
        long generation = site.assignment().generation();
        try (CacheClient client = new CacheClient(site.cloud().front())) {
            for (int id = 1; id <= EnsembleSite.CONTROLLERS; id++) {
                site.controller(id).ask();
                assertThat(site.controller(id).exitCode(Site.WITHIN)).isZero();
                client.use("without-" + id);
                site.startController(id);
                site.awaitMember(id);
                client.use("with-" + id);
            }
        }
        within().until(site::healthy);
        assertThat(site.cloud().moves()).isEqualTo(moves);
        assertThat(site.assignment().generation()).isEqualTo(generation);
    }

    @Test
    void aMemberWhoseDiskGetsFullEndsThePairDoesNotNoticeAndWithRoomItCatchesUp() throws Exception {
        SmallDisk.assume(site.data(3));
        SmallDisk disk = new SmallDisk(site.data(3));
        int moves = site.cloud().moves();
        try (CacheClient client = new CacheClient(site.cloud().front())) {
            site.controller(3).kill();
            site.startController(3, disk::around);
            site.awaitMember(3);

            disk.fill(site.controller(3));
            // What agents and the leader write by themselves is enough for it to notice.
            assertThat(site.controller(3).exitCode(Site.WITHIN)).isEqualTo(1);
            assertThat(site.controller(3).err())
                    .contains("No space left on device")
                    .contains("the embedded ZooKeeper has ended");
            client.use("without");
            within().until(site::healthy);

            site.startController(3);
            site.awaitMember(3);
            client.use("with");
        }
        assertThat(site.cloud().moves()).isEqualTo(moves);
    }

    @Test
    void whoDoesNotHaveTheSecretIsRefusedAndNobodyPrintsIt() throws Exception {
        Twinproxy.Ended ended = site.runWithout("status");
        assertThat(ended.code()).as(ended.toString()).isEqualTo(4);
        assertThat(ended.err()).contains("asks for a secret, and none is given");
        String word = Files.readString(site.secret()).strip();
        for (int id = 1; id <= EnsembleSite.CONTROLLERS; id++) {
            assertThat(site.controller(id).err() + site.controller(id).out()).doesNotContain(word);
        }
    }
}
