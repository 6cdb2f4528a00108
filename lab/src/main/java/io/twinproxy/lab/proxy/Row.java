package io.twinproxy.lab.proxy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What one load on so many backends gave, for each target in the order of rounds. Not for several threads. */
final class Row {
    private final int nodes;
    private final Load load;
    private final Map<Target, List<Outcome>> outcomes = new EnumMap<>(Target.class);

    Row(int nodes, Load load) {
        this.nodes = nodes;
        this.load = load;
    }

    void add(Target target, Outcome outcome) {
        outcomes.computeIfAbsent(target, t -> new ArrayList<>()).add(outcome);
    }

    Load load() {
        return load;
    }

    String sentence() {
        return nodes + (nodes == 1 ? " node, " : " nodes, ") + load.sentence();
    }

    Set<Target> targets() {
        return outcomes.keySet();
    }

    boolean has(Target target) {
        return !all(target).isEmpty();
    }

    private List<Outcome> all(Target target) {
        return outcomes.getOrDefault(target, List.of());
    }

    double median(Target target, ToDoubleFunction<Outcome> figure) {
        return Figures.median(all(target).stream().mapToDouble(figure).boxed().toList());
    }

    /** Round by round, as far as both were measured. */
    List<Double> ratios(Target over, Target under, ToDoubleFunction<Outcome> figure) {
        List<Outcome> upper = all(over);
        List<Outcome> lower = all(under);
        return IntStream.range(0, Math.min(upper.size(), lower.size()))
                .mapToObj(i -> figure.applyAsDouble(upper.get(i)) / figure.applyAsDouble(lower.get(i)))
                .toList();
    }

    /** Every outcome of every target. */
    Stream<Outcome> outcomes() {
        return outcomes.values().stream().flatMap(List::stream);
    }

    Outcome.Amiss amiss(Target target) {
        return all(target).stream().map(Outcome::amiss).reduce(Outcome.Amiss.NOTHING, Outcome.Amiss::plus);
    }
}
