package io.twinproxy.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EveryTest {
    @Test
    void walksEveryCombinationOnceAndInOrder() {
        List<String> seen = new ArrayList<>();
        Every every = new Every();
        while (every.next()) {
            seen.add(every.of(List.of("a", "b", "c")) + every.of(List.of("1", "2")));
        }
        assertThat(seen).containsExactly("a1", "a2", "b1", "b2", "c1", "c2");
    }

    @Test
    void aLaterChoiceMayDependOnAnEarlierOne() {
        List<String> seen = new ArrayList<>();
        Every every = new Every();
        while (every.next()) {
            String first = every.of(List.of("x", "y"));
            seen.add(first.equals("x") ? first : first + every.of(List.of("1", "2", "3")));
        }
        assertThat(seen).containsExactly("x", "y1", "y2", "y3");
    }
}
