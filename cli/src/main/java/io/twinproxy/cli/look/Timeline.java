package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Times;
import io.twinproxy.coordination.record.Phases;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A move's phases as a small bar chart. Pure. */
final class Timeline {
    /** Characters for the whole move: fits a narrow terminal beside the names. */
    private static final int WIDTH = 40;

    /** @param millis since the move's cause was first seen */
    record Phase(String name, long millis) {}

    private Timeline() {}

    /** In the order in which they came; a tie is broken by the order in which they should come. */
    static List<Phase> ordered(SortedMap<String, Long> phases) {
        List<Phase> ordered = new ArrayList<>();
        phases.forEach((name, millis) -> ordered.add(new Phase(name, millis)));
        ordered.sort(Comparator.comparingLong(Phase::millis).thenComparingInt(Timeline::rank));
        return List.copyOf(ordered);
    }

    private static int rank(Phase phase) {
        int rank = Phases.ORDER.indexOf(phase.name());
        return rank < 0 ? Phases.ORDER.size() : rank;
    }

    static Optional<Long> total(SortedMap<String, Long> phases) {
        return phases.values().stream().max(Long::compare);
    }

    static void text(SortedMap<String, Long> phases, Page page) {
        long total = Math.max(1, total(phases).orElse(1L));
        long before = 0;
        for (Phase phase : ordered(phases)) {
            int begin = column(before, total);
            int length = Math.max(1, column(phase.millis(), total) - begin);
            String name =
                    phase.name() + " ".repeat(Math.max(1, 12 - phase.name().length()));
            String bar = " ".repeat(Math.min(begin, WIDTH - 1)) + "=".repeat(length);
            String took = phase.millis() == before ? "" : " (+" + Times.brief(phase.millis() - before) + ")";
            page.line("    " + name + "|" + bar + " ".repeat(Math.max(0, WIDTH - bar.length())) + "| "
                    + Times.brief(phase.millis()) + took);
            before = phase.millis();
        }
    }

    private static int column(long millis, long total) {
        return (int) (Math.max(0, millis) * WIDTH / total);
    }
}
