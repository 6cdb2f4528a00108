package io.twinproxy.coordination.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void findsTheMistypedWordAndNothingFarOff() {
        List<String> known = List.of("heartbeat", "hold-down", "probe");
        assertThat(Nearest.to("hartbeat", known)).contains("heartbeat");
        assertThat(Nearest.to("holddown", known)).contains("hold-down");
        assertThat(Nearest.to("probes", known)).contains("probe");
        assertThat(Nearest.to("zookeeper", known)).isEmpty();
    }

    @Test
    void countsEdits() {
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("abc", "abc")).isZero();
    }
}
