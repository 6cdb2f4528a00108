package io.twinproxy.emulator.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.emulator.http.WireFormatTest;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists which rules have a test. */
class RuleCoverageTest {
    @Test
    void everyRuleThatIsEmulatedHasATestThatNamesItAndItsGrade() {
        SortedMap<Integer, SortedSet<Grade>> covered = new TreeMap<>();
        Stream.of(
                        InterfaceRulesTest.class,
                        AddressRulesTest.class,
                        TargetRulesTest.class,
                        FaultRulesTest.class,
                        WireFormatTest.class)
                .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .flatMap(m -> Arrays.stream(m.getAnnotationsByType(Rule.class)))
                .forEach(r -> covered.computeIfAbsent(r.number(), n -> new TreeSet<>())
                        .add(r.grade()));
        SortedSet<Integer> expected = numbers(IntStream.rangeClosed(1, 58));
        assertThat(covered.keySet()).containsExactlyElementsOf(expected);
    }

    private static SortedSet<Integer> numbers(IntStream numbers) {
        return numbers.boxed().collect(Collectors.toCollection(TreeSet::new));
    }
}
