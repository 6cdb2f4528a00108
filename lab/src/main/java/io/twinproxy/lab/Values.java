package io.twinproxy.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What several runs gave, in the order of the runs; a run that failed gave its reason. Not for several threads. */
public final class Values {
    private final String unit;
    private final List<Long> good = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    public Values(String unit) {
        this.unit = unit;
    }

    public void add(long value) {
        good.add(value);
    }

    public void failed(String why) {
        failures.add(why);
    }

    /** The middle value, of two the lower; a dash when there is none. */
    public String median() {
        if (good.isEmpty()) {
            return "—";
        }
        List<Long> sorted = new ArrayList<>(good);
        Collections.sort(sorted);
        return format(sorted.get((sorted.size() - 1) / 2)) + unit;
    }

    /** Every value as it came, and how many runs gave none. */
    public String all() {
        String values = good.stream().map(Values::format).collect(Collectors.joining(", "));
        return failures.isEmpty() ? values : values + (values.isEmpty() ? "" : "; ") + failures.size() + " failed";
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    private static String format(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
