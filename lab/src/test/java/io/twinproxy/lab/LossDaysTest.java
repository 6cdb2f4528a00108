package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.record.Heartbeat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Days on which an agent or a controller is lost. */
@Tag("once")
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
}
