package io.twinproxy.coordination.record;

import static io.twinproxy.coordination.Samples.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.coordination.json.BadJsonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordsTest {
    @Test
    void anIntentIsChangedOneWishAtATime() throws BadJsonException {
        Request request = new Request("ann", "disk", 1);
        Intent intent = Intent.NONE
                .withPaused(Optional.of(request))
                .withDrained("proxy-a", Optional.of(request))
                .withSwitchover(new Switchover("s1", Optional.of("proxy-b"), true, true, request));
        assertThat(Intent.parse(intent.bytes())).isEqualTo(intent);
        assertThat(intent.withDrained("proxy-a", Optional.empty()).drained()).isEmpty();
        assertThat(intent.withPaused(Optional.empty()).paused()).isEmpty();
        assertThat(Intent.parse(Intent.NONE.bytes())).isEqualTo(Intent.NONE);
        assertThat(Assignment.parse(Assignment.NONE.bytes())).isEqualTo(Assignment.NONE);
    }

    @Test
    void aDrainedHostThatIsNoRequestIsASentence() {
        byte[] bytes = "{\"format\":1,\"drained\":{\"proxy-a\":7}}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Intent.parse(bytes))
                .isInstanceOf(BadJsonException.class)
                .hasMessageContaining("'drained.proxy-a' is 7");
    }

    @Test
    void aRestThatNoClockCanCountIsASentence() {
        String text = new String(Assignment.NONE.bytes(), StandardCharsets.UTF_8);
        assertThat(text).contains("\"remainingMs\":0");
        byte[] bytes = text.replace("\"remainingMs\":0", "\"remainingMs\":99999999999999999")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Assignment.parse(bytes))
                .isInstanceOf(BadJsonException.class)
                .hasMessageContaining("remainingMs");
    }

    @Test
    void twoHeartbeatsSayTheSameWhateverTheirNumberAndTime() {
        assertThat(heartbeat(1).saysTheSameAs(heartbeat(2).stamped(9, 9))).isTrue();
        assertThat(heartbeat(1).stamped(9, 5).sequence()).isEqualTo(9);
    }

    @Test
    void aMoveKeepsItsUnknownKeysFromStepToStep() {
        SortedMap<String, Object> unknown = new TreeMap<>();
        unknown.put("ticket", "OPS-7");
        Move move = new Move(
                "m1",
                Optional.empty(),
                "proxy-b",
                "",
                70,
                "down",
                Optional.empty(),
                1,
                new TreeMap<>(),
                List.of(),
                unknown);
        assertThat(move.atStep("attach")
                        .timed(new TreeMap<>(), List.of("detach"))
                        .unknown())
                .isEqualTo(unknown);
        assertThat(move.timed(new TreeMap<>(), List.of("detach"))
                        .atStep("attach")
                        .steps())
                .containsExactly("detach");
        assertThat(move.atStep("attach").step()).isEqualTo("attach");
    }

    @Test
    void phasesAreListedInTheOrderInWhichTheyCome() {
        assertThat(Phases.ORDER)
                .isEqualTo(List.of(
                        Phases.DETECTED,
                        Phases.DECIDED,
                        Phases.DETACHED,
                        Phases.ATTACHED,
                        Phases.CONFIGURED,
                        Phases.ANSWERED));
    }
}
