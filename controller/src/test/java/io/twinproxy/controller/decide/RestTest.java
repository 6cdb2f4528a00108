package io.twinproxy.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hold-down and the fleet brake. */
class RestTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "3, 4", "4, 8", "5, 16", "6, 16", "1000000, 16"})
    void theRestDoublesWithEachMoveUpToSixteenTimes(int streak, long minutes) {
        assertThat(HoldDowns.rest(MINUTE, streak)).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void aMoveSoonAfterTheRestMakesTheStreakLonger() {
        assertThat(HoldDowns.next(1, Duration.ofSeconds(59), MINUTE)).isEqualTo(2);
        assertThat(HoldDowns.next(5, Duration.ZERO, MINUTE)).isEqualTo(5);
    }

    @Test
    void aQuietTimeAsLongAsTheLastRestEarnsTheStreakBack() {
        assertThat(HoldDowns.next(1, MINUTE, MINUTE)).isEqualTo(1);
        assertThat(HoldDowns.next(3, Duration.ofMinutes(4).minusMillis(1), MINUTE))
                .isEqualTo(4);
        assertThat(HoldDowns.next(3, Duration.ofMinutes(4), MINUTE)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "1, 1, false",
        "3, 3, false",
        "3, 100, false",
        "4, 4, true",
        "4, 11, true",
        "4, 12, false",
        "5, 12, true",
        "100, 300, false",
        "101, 300, true"
    })
    void theBrakeTakesMoreThanAFewPairsAndMoreThanAThird(int down, int pairs, boolean on) {
        assertThat(FleetBrake.on(down, pairs)).isEqualTo(on);
    }
}
