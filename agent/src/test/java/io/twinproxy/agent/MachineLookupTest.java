package io.twinproxy.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.agent.core.Machine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineLookupTest {
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<Duration> delays = new ArrayList<>();
    private Optional<String> instance = Optional.empty();
    private Optional<String> zone = Optional.empty();
    private int asked;

    private MachineLookup started(Machine set) {
        MachineLookup.Metadata metadata = new MachineLookup.Metadata() {
            @Override
            public Optional<String> instanceId() {
                asked++;
                return instance;
            }

            @Override
            public Optional<String> zone() {
                return zone;
            }
        };
        MachineLookup lookup = new MachineLookup(set, metadata, (delay, run) -> {
            delays.add(delay);
            later.add(run);
        });
        lookup.start();
        return lookup;
    }

    @Test
    void whatIsSetIsBelievedAndNobodyIsAsked() {
        Machine set = new Machine(Optional.of("i-1"), Optional.empty());
        assertThat(started(set).get()).isEqualTo(set);
        assertThat(asked).isZero();
        assertThat(later).isEmpty();
    }

    @Test
    void whatNobodyAnswersIsAskedAgainEverMoreSeldomUntilItIsKnown() {
        MachineLookup lookup = started(new Machine(Optional.empty(), Optional.of("eu-west-1c")));
        for (int i = 0; i < 7; i++) {
            later.remove().run();
        }
        assertThat(delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(lookup.get().instance()).isEmpty();
        instance = Optional.of("i-9");
        zone = Optional.of("eu-west-1a");
        later.remove().run();
        assertThat(lookup.get())
                .as("a zone that is set stays")
                .isEqualTo(new Machine(Optional.of("i-9"), Optional.of("eu-west-1c")));
        assertThat(later).isEmpty();
    }

    @Test
    void anInstanceThatIsKnownIsNotAskedForAgainThoughItsZoneIs() {
        instance = Optional.of("i-9");
        MachineLookup lookup = started(Machine.UNKNOWN);
        instance = Optional.empty();
        zone = Optional.of("eu-west-1a");
        later.remove().run();
        assertThat(asked).isEqualTo(1);
        assertThat(lookup.get()).isEqualTo(new Machine(Optional.of("i-9"), Optional.of("eu-west-1a")));
        assertThat(later).isEmpty();
    }
}
