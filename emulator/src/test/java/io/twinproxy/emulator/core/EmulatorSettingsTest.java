package io.twinproxy.emulator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmulatorSettingsTest {
    @Test
    void everyKeyIsWrittenAndReadBackTheSame() {
        EmulatorSettings settings =
                EmulatorSettings.ec2().with("denied-actions", "RegisterTargets,RunInstances", "drop-chance", "0.25");
        StringBuilder text = new StringBuilder();
        settings.toMap().forEach((k, v) -> text.append(k).append(": ").append(v).append('\n'));
        assertThat(EmulatorSettings.parse(text.toString())).isEqualTo(settings);
        assertThat(settings.toMap()).hasSize(EmulatorSettings.class.getRecordComponents().length);
    }

    @Test
    void everyProblemIsReportedAtOnceWithTheNearestKnownKey() {
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> EmulatorSettings.parse("""
                        attach-dely: 1s
                        detach-delay: soon
                        drop-chance: 2
                        checkers: 0
                        in-use-error: perhaps
                        denied-actions: AttachNetworkInterfaces
                        """));
        assertThat(refused.problems())
                .hasSize(6)
                .anyMatch(p -> p.contains("attach-dely") && p.contains("attach-delay"))
                .anyMatch(p -> p.contains("detach-delay") && p.contains("soon"))
                .anyMatch(p -> p.contains("drop-chance") && p.contains("0 to 1"))
                .anyMatch(p -> p.contains("checkers") && p.contains("1 to 16"))
                .anyMatch(p -> p.contains("in-use-error") && p.contains("seeded, in-use, invalid-parameter"))
                .anyMatch(p -> p.contains("denied-actions") && p.contains("AttachNetworkInterface"));
    }

    @Test
    void delayHasBoundsATailOrNoEnd() {
        assertThat(Delay.parse("1s..10s,2%..60s"))
                .isEqualTo(
                        new Delay(Duration.ofSeconds(1), Duration.ofSeconds(10), 0.02, Duration.ofMinutes(1), false));
        assertThat(Delay.parse("never").never()).isTrue();
        assertThat(Delay.parse("250ms")).isEqualTo(Delay.of(Duration.ofMillis(250)));
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Delay.parse("10s..1s")))
                .isNotNull();
    }

    @Test
    void scriptsAreWrittenAsSentences() {
        Script script = Script.parse("AttachNetworkInterface late 7s x2");
        assertThat(script)
                .isEqualTo(Script.late(Action.ATTACH_NETWORK_INTERFACE, Duration.ofSeconds(7))
                        .times(2));
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Script.parse("Attach explode")))
                .hasMessageContaining("explode");
    }
}
