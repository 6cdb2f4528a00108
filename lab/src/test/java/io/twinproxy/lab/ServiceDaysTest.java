package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.record.Heartbeat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Days on which everything runs, but something it needs is gone, wrong, full or taken away on purpose. */
class ServiceDaysTest extends PairDays {
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
}
