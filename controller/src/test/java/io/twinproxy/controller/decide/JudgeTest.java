package io.twinproxy.controller.decide;

import static io.twinproxy.controller.decide.Witness.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.record.Sight;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
    /** The truth table: the leader's probe, the peer's probe, the session and the heartbeat; what follows. */
    @ParameterizedTest
    @CsvSource({
        "ANSWERED, ANSWERED, here, SERVING",
        "ANSWERED, UNKNOWN,  here, SERVING",
        "UNKNOWN,  ANSWERED, here, SERVING",
        "UNKNOWN,  UNKNOWN,  here, UNKNOWN",
        "REFUSED,  ANSWERED, here, SUSPECT",
        "SILENT,   ANSWERED, here, SUSPECT",
        "ANSWERED, REFUSED,  here, SUSPECT",
        "ANSWERED, SILENT,   here, SUSPECT",
        "REFUSED,  UNKNOWN,  here, SUSPECT",
        "UNKNOWN,  SILENT,   here, SUSPECT",
        "REFUSED,  REFUSED,  here, DOWN",
        "SILENT,   SILENT,   here, DOWN",
        "REFUSED,  SILENT,   here, DOWN",
        "ANSWERED, ANSWERED, late, SUSPECT",
        "UNKNOWN,  UNKNOWN,  late, SUSPECT",
        "SILENT,   ANSWERED, late, DOWN",
        "SILENT,   UNKNOWN,  late, DOWN",
        "ANSWERED, SILENT,   late, DOWN",
        "UNKNOWN,  REFUSED,  late, DOWN",
        "SILENT,   SILENT,   late, DOWN",
        "ANSWERED, ANSWERED, gone, SUSPECT",
        "UNKNOWN,  UNKNOWN,  gone, SUSPECT",
        "REFUSED,  UNKNOWN,  gone, DOWN",
        "ANSWERED, REFUSED,  gone, DOWN",
        "REFUSED,  REFUSED,  gone, DOWN",
    })
    void oneSignalIsSuspicionAndTwoAreDown(Sight leader, Sight peer, String agent, Health health) {
        Witness witness = healthy("a").seen(leader, peer);
        switch (agent) {
            case "late" -> witness.late();
            case "gone" -> witness.gone();
            default -> assertThat(agent).isEqualTo("here");
        }
        assertThat(witness.judged().health()).isEqualTo(health);
    }

    @Test
    void aSessionGoneAndAHeartbeatLateAreOneSignal() {
        assertThat(healthy("a").gone().late().judged().health()).isEqualTo(Health.SUSPECT);
    }

    @Test
    void theHostsOwnWordNeedsNoWitness() {
        assertThat(healthy("a").notServing().judged().health()).isEqualTo(Health.DOWN);
        assertThat(healthy("a").notServing().judged().why()).contains("its listener is closed");
        assertThat(healthy("a").stopping().judged().health()).isEqualTo(Health.DOWN);
    }

    @Test
    void aCleanStopStaysBelievedWhenItsSessionEnds() {
        assertThat(healthy("a").stopping().gone().judged().health()).isEqualTo(Health.DOWN);
    }

    @Test
    void anOldWordAboutTheProxyIsNotBelievedOnceTheSessionIsGone() {
        assertThat(healthy("a").notServing().gone().judged().health()).isEqualTo(Health.SUSPECT);
    }

    @Test
    void saysWhichSignalsAgree() {
        assertThat(healthy("a")
                        .gone()
                        .seen(Sight.REFUSED, Sight.SILENT)
                        .judged()
                        .why())
                .isEqualTo("the leader's probe is refused (connect: REFUSED) and its peer's probe gets no reply"
                        + " and its session is gone");
    }

    @Test
    void aHeartbeatIsLateOnlyPastItsRefreshAndWhatIsAllowed() {
        assertThat(healthy("a").evidence().late()).isFalse();
        assertThat(healthy("a").late().evidence().late()).isTrue();
    }

    @Test
    void aHealthyHostIsReady() {
        HostView host = healthy("b").judged();
        assertThat(host.notReady()).isEmpty();
        assertThat(host.alive()).isTrue();
        assertThat(host.enoughBackends()).isTrue();
    }

    @Test
    void everyReasonNotToBeReadyIsListed() {
        HostView host = healthy("b")
                .seen(Sight.UNKNOWN, Sight.ANSWERED)
                .drainedBy("ann")
                .inMaintenance()
                .pools("d2")
                .unplaceable("it has no instance id")
                .judged();
        assertThat(host.notReady())
                .containsExactly(
                        "the leader itself has not had a reply from it",
                        "it is drained: ann",
                        "its maintenance file is there",
                        "its pools differ from the active's (d2, not d1): the same key would go to another backend",
                        "it has no instance id");
        assertThat(host.drained()).isTrue();
    }

    @Test
    void aHostWithoutASessionOrWithALateHeartbeatIsNeitherReadyNorAlive() {
        for (Witness witness : List.of(healthy("b").gone(), healthy("b").late())) {
            assertThat(witness.judged().ready()).isFalse();
            assertThat(witness.judged().alive()).isFalse();
        }
    }

    @Test
    void aHostWhoseHeartbeatCannotBeReadIsNotReady() {
        assertThat(healthy("b").unheard().judged().notReady())
                .containsExactly("no readable heartbeat was heard from it");
    }

    @Test
    void onlyALiveWordSaysThatBackendsAreTooFew() {
        assertThat(healthy("a").cutOff().judged().enoughBackends()).isFalse();
        assertThat(healthy("a").cutOff().late().judged().enoughBackends()).isTrue();
        assertThat(healthy("a").cutOff().gone().judged().enoughBackends()).isTrue();
        assertThat(healthy("a").unheard().judged().enoughBackends()).isTrue();
    }
}
