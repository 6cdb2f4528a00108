package io.twinproxy.coordination.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @ValueSource(strings = {"1ms", "250ms", "1500ms", "0s", "1s", "90s", "1m", "10m", "1h", "24h"})
    void writesWhatItReads(String text) {
        Duration duration = Durations.parse(text).orElseThrow();
        assertThat(Durations.text(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 s", "-5s", "1.5s", "5d", "9999999999s", "s"})
    void refusesWhatPeopleShouldNotWrite(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
