package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad days of a pair, with real processes that are really killed. One site serves them all; each day begins with
 * whatever the last one killed started again, and the pair healthy.
 */
class PairDaysTest {
    /** How long "nothing moves" is looked at: detecting, deciding and moving take half of it together. */
    private static final Duration STILL = Duration.ofSeconds(1);

    @TempDir
    private static Path directory;

    private static Site site;

    @BeforeAll
    static void start() throws IOException {
        site = new Site(directory);
    }

    @AfterAll
    static void end() {
        if (site != null) {
            site.close();
        }
    }

    @BeforeEach
    void mend() throws IOException {
        site.startMissing();
        site.awaitHealthy();
    }

    private static ConditionFactory within() {
        return await().atMost(Site.WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsMatching(e -> e instanceof IOException || e instanceof UnavailableException);
    }

    /** Neither the assignment nor the cloud has seen a move since. */
    private static void nothingMoves(SiteHost active, int moves) {
        await().during(STILL)
                .atMost(Site.WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .until(() ->
                        site.cloud().moves() == moves && site.cloud().holder().equals(Optional.of(active.instance())));
    }

    @Test
    void aKilledActiveIsReplacedAndComesBackAsStandby() throws Exception {
        SiteHost active = site.active();
        SiteHost standby = site.other(active);
        int moves = site.cloud().moves();
        long generation = site.generation();

        site.program(active.name()).kill();
        site.awaitActive(standby);
        assertThat(site.generation()).isEqualTo(generation + 1);

        site.startMissing();
        site.awaitHealthy();
        assertThat(site.active()).isEqualTo(standby);
        assertThat(site.cloud().moves()).isEqualTo(moves + 1);
        assertThat(site.twinproxy("status").code()).isZero();
    }

    @Test
    void aFrozenActiveIsReplacedAndDoesNotServeWithTwoHeadsWhenItThaws() throws Exception {
        SiteHost frozen = site.active();
        SiteHost standby = site.other(frozen);
        int moves = site.cloud().moves();

        site.program(frozen.name()).signal("STOP");
        site.awaitActive(standby);
        site.program(frozen.name()).signal("CONT");

        within().untilAsserted(() -> {
            assertThat(frozen.health("/active").statusCode()).isEqualTo(503);
            assertThat(standby.health("/active").statusCode()).isEqualTo(200);
        });
        site.awaitHealthy();
        Heartbeat returned = site.heartbeat(frozen).orElseThrow();
        assertThat(returned.active()).isFalse();
        assertThat(returned.follows()).isEqualTo(site.generation());
        assertThat(site.cloud().moves()).isEqualTo(moves + 1);
        assertThat(site.cloud().holder()).contains(standby.instance());
    }

    @Test
    void theSecondControllerReplacesTheActiveWhenTheLeaderIsKilledFirst() throws Exception {
        SiteHost active = site.active();
        SiteHost standby = site.other(active);
        String leader = site.leader();
        int moves = site.cloud().moves();

        site.program(leader).kill();
        site.program(active.name()).kill();
        site.awaitActive(standby);
        String second = site.leader();
        assertThat(second).isNotEqualTo(leader);
        assertThat(site.cloud().moves()).isEqualTo(moves + 1);

        site.program(second).kill();
        within().untilAsserted(() -> assertThat(site.leader()).isEmpty());
        Twinproxy.Ended status = site.twinproxy("status");
        assertThat(status.code()).isEqualTo(3);
        assertThat(status.out()).contains("No controller leads: nothing will move.");
        assertThat(CacheClient.served(site.cloud().front())).isTrue();
    }

    @Test
    void withoutZooKeeperClientsAreServedAndNothingMovesUntilItIsBack() throws Exception {
        SiteHost active = site.active();
        int moves = site.cloud().moves();
        long generation = site.generation();
        Program zookeeper = site.program(Site.ZOOKEEPER);
        try (CacheClient client = new CacheClient(site.cloud().front())) {
            client.use("before");

            zookeeper.signal("STOP");
            Twinproxy.Ended frozen = site.twinproxy("status");
            assertThat(frozen.code()).as(frozen.toString()).isEqualTo(3);
            assertThat(frozen.err()).contains("ZooKeeper does not answer at " + site.zookeeper());
            client.use("frozen");

            zookeeper.kill();
            within().untilAsserted(() -> assertThat(site.program(active.name()).err())
                    .contains("ZooKeeper is unreachable; serving goes on as it was."));
            client.use("gone");
            assertThat(active.health("/").statusCode()).isEqualTo(200);
            assertThat(active.health("/active").statusCode()).isEqualTo(200);

            site.startMissing();
            site.awaitHealthy();
            client.use("back");
        }
        assertThat(site.active()).isEqualTo(active);
        assertThat(site.generation()).isEqualTo(generation);
        assertThat(site.cloud().moves()).isEqualTo(moves);
        // Heartbeats of sessions that ended meanwhile go a moment later, and are then written anew.
        within().untilAsserted(() -> assertThat(site.twinproxy("status").code()).isZero());
    }

    @Test
    void whenBothAgentsAreDeadNothingMovesAndTheFirstToReturnServes() throws Exception {
        SiteHost active = site.active();
        SiteHost standby = site.other(active);
        int moves = site.cloud().moves();

        site.program(standby.name()).kill();
        within().untilAsserted(() -> assertThat(situation()).isEqualTo(900));
        site.program(active.name()).kill();
        within().untilAsserted(() -> assertThat(situation()).isEqualTo(630));
        nothingMoves(active, moves);
        Twinproxy.Ended status = site.twinproxy("status");
        assertThat(status.code()).isEqualTo(1);
        assertThat(status.out()).contains("630 both hosts are down");
        assertThat(site.twinproxy("explain", Site.PAIR).out()).contains("There is nowhere to go.");

        site.startAgent(standby);
        site.awaitActive(standby);
    }

    @Test
    void aPoolFileWithASyntaxErrorIsRefusedAndTheOldPoolServesOn() throws Exception {
        SiteHost active = site.active();
        int moves = site.cloud().moves();
        String pool = Files.readString(active.poolFile());
        try (CacheClient client = new CacheClient(site.cloud().front())) {
            client.use("before");

            Files.writeString(active.poolFile(), pool.replace("hash: md5", "hash: [md5"));
            within().untilAsserted(() -> assertThat(active.health("/").body())
                    .contains("warning: the newer configuration file is not served:")
                    .contains(active.poolFile().getFileName().toString()));
            assertThat(active.health("/").statusCode()).isEqualTo(200);
            assertThat(site.program(active.name()).err()).contains("is not served, the one before it still is");
            client.use("meanwhile");
            within().untilAsserted(() -> assertThat(site.twinproxy("status").out())
                    .contains(active.name() + " serves as before: its changed configuration file is refused"));
            nothingMoves(active, moves);

            Files.writeString(active.poolFile(), pool);
            within().untilAsserted(() -> assertThat(active.health("/").body()).doesNotContain("warning"));
            client.use("mended");
        } finally {
            Files.writeString(active.poolFile(), pool);
        }
        assertThat(situation()).isEqualTo(1000);
    }

    @Test
    void anAgentWhoseLogHasNoRoomServesOnAndLogsAgainWhenItHas() throws Exception {
        SiteHost active = site.active();
        SiteHost standby = site.other(active);
        Path logs = Files.createDirectories(directory.resolve("logs"));
        SmallDisk.assume(logs);
        SmallDisk disk = new SmallDisk(logs);
        String before = site.heartbeat(standby).orElseThrow().incarnation();

        site.program(standby.name()).kill();
        Program agent = Program.start(
                standby.name(),
                directory,
                disk.fullUnderTheLogOf(Twinproxy.java(
                        "io.twinproxy.cli.Main",
                        "agent",
                        "-c",
                        standby.agentFile().toString())));
        site.replace(standby.name(), agent);
        within().untilAsserted(() -> assertThat(site.heartbeat(standby).map(Heartbeat::incarnation))
                .isPresent()
                .isNotEqualTo(Optional.of(before)));
        site.awaitHealthy();
        site.program(active.name()).kill();
        site.awaitActive(standby);

        disk.makeRoom(agent);
        Files.createFile(standby.maintenanceFile());
        try {
            within().untilAsserted(() -> assertThat(disk.log(agent)).contains("the maintenance file is there"));
        } finally {
            Files.delete(standby.maintenanceFile());
            agent.kill();
        }
    }

    @Test
    void theMaintenanceFileSendsTheEndpointToTheStandby() throws Exception {
        SiteHost active = site.active();
        SiteHost standby = site.other(active);
        Files.createFile(active.maintenanceFile());
        try {
            site.awaitActive(standby);
            assertThat(active.health("/").statusCode()).isEqualTo(503);
            assertThat(active.health("/").body()).contains("the maintenance file " + active.maintenanceFile());
            assertThat(standby.health("/").statusCode()).isEqualTo(200);
            within().untilAsserted(() -> assertThat(situation()).isEqualTo(900));
        } finally {
            Files.delete(active.maintenanceFile());
        }
        site.awaitHealthy();
        assertThat(site.active()).isEqualTo(standby);
        assertThat(active.health("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aSecondAgentOfTheSameNameTakesNoPart() throws Exception {
        SiteHost standby = site.other(site.active());
        int moves = site.cloud().moves();
        String incarnation = site.heartbeat(standby).orElseThrow().incarnation();
        Path elsewhere = Files.createDirectories(directory.resolve("second"));
        SiteHost second = new SiteHost(
                standby.name(),
                standby.instance(),
                site.ports().next(),
                site.ports().next(),
                elsewhere);
        second.write(site.zookeeper(), site.caches());

        Program agent =
                site.start("second-agent", "agent", "-c", second.agentFile().toString());
        within().untilAsserted(() -> assertThat(agent.err())
                .contains("Another agent goes by the name of host " + standby.name() + " in pair " + Site.PAIR));
        assertThat(CacheClient.served(second.proxy())).isTrue();
        assertThat(second.health("/active").statusCode()).isEqualTo(503);
        agent.ask();
        assertThat(agent.exitCode(Site.WITHIN)).isBetween(0, 143);

        assertThat(site.heartbeat(standby).orElseThrow().incarnation()).isEqualTo(incarnation);
        assertThat(site.cloud().moves()).isEqualTo(moves);
        assertThat(site.healthy()).isTrue();
    }

    @Test
    void aSecondControllerOfTheSameNameIsRefused() throws Exception {
        Path file = directory.resolve("same-name.yml");
        String first = Files.readString(site.controllerFile("controller-1"));
        Files.writeString(file, first.replaceAll("status: .*", "status: 127.0.0.1:0"));

        Twinproxy.Ended refused =
                Twinproxy.ended(site.start("same-name", "controller", "-c", file.toString()), Site.WITHIN);
        assertThat(refused.code()).as(refused.toString()).isEqualTo(4);
        assertThat(refused.err()).contains("another controller goes by the name 'controller-1'; each needs its own");
        assertThat(site.program("controller-1").alive()).isTrue();
        assertThat(site.healthy()).isTrue();
    }

    private static int situation() throws UnavailableException {
        return site.reading().map(Reading::situation).orElse(0);
    }
}
