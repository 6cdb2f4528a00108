package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.record.Heartbeat;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Days on which an agent or a controller is lost, or there is one too many. */
class LossDaysTest extends PairDays {
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
        // The heartbeat of the killed agent goes with its session, a moment later, and is then written anew.
        within().untilAsserted(() -> {
            Twinproxy.Ended status = site.twinproxy("status");
            assertThat(status.code()).as(status.toString()).isZero();
        });
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
}
