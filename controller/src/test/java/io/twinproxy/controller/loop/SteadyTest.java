package io.twinproxy.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyTest {
    private static final long MILLI = 1_000_000;

    private final Steady steady = new Steady(0);

    private boolean saw(String state, long millis) {
        return steady.saw(state, millis * MILLI);
    }

    private void hasBegunAt(long began, long since) {
        assertThat(steady.beganNanos()).isEqualTo(began * MILLI);
        assertThat(steady.sinceNanos()).isEqualTo(since * MILLI);
    }

    @Test
    void aStateBeginsWithTheFirstLookThatTellsIt() {
        hasBegunAt(0, 0);
        assertThat(saw("attached", 10)).isTrue();
        assertThat(saw("attached", 500)).isFalse();
        hasBegunAt(10, 10);
        assertThat(saw("detaching", 1000)).isTrue();
        hasBegunAt(1000, 1000);
    }

    @Test
    void aStaleReadInBetweenEndsNoStateThoughASurpriseMustBeSeenAnew() {
        saw("attached", 0);
        saw("detaching", 1000);
        saw("detaching", 4000);
        assertThat(saw("attached", 5000)).isTrue();
        assertThat(saw("detaching", 5900)).isTrue();
        hasBegunAt(1000, 5900);
        saw("attached", 6500);
        saw("detaching", 7000);
        hasBegunAt(1000, 7000);
    }

    @Test
    void aStateThatWasLeftForLongerBeginsAnew() {
        saw("detaching", 1000);
        saw("attached", 2000);
        saw("attached", 3000);
        saw("detaching", 3100);
        hasBegunAt(3100, 3100);
    }
}
