package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The day on which both agents are lost; a class of its own, because it is a long one. */
@Tag("once")
class BothLostDayTest extends PairDays {
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
}
