package io.twinproxy.controller.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.aws.AwsClients;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void playsEveryMoveToItsEnd() {
        Rehearsal.Played played = Rehearsal.play(6, Duration.ofMinutes(1), System::nanoTime);
        assertThat(played.moves()).isEqualTo(6);
        assertThat(played.took()).isPositive();
    }

    @Test
    void takesAStepOfEveryKind() {
        try (AwsClients clients = AwsClients.rehearsing(Duration.ofSeconds(2))) {
            assertThat(EveryKind.play(clients))
                    .containsOnlyKeys(
                            "classic-elb",
                            "elastic-ip",
                            "eni",
                            "route",
                            "secondary-ip",
                            "target-group",
                            "target-group-gate")
                    .allSatisfy((kind, outcome) -> assertThat(outcome.kind())
                            .as("%s: %s", kind, outcome.sentence())
                            .isEqualTo(Outcome.Kind.DONE));
        }
    }

    @Test
    void endsAfterTheMoveInWhichItsTimeIsOver() {
        AtomicLong clock = new AtomicLong();
        Rehearsal.Played played = Rehearsal.play(6, Duration.ofMillis(25), () -> clock.getAndAdd(10_000_000L));
        assertThat(played.moves()).isEqualTo(2);
    }
}
