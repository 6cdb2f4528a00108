package io.twinproxy.lab.proxy;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers as the document has them. */
final class Figures {
    private Figures() {}

    /** The middle value, of two the lower; not a number when there is none. */
    static double median(List<Double> values) {
        return values.isEmpty() ? Double.NaN : values.stream().sorted().toList().get((values.size() - 1) / 2);
    }

    static String whole(double value) {
        return Double.isFinite(value) && value != 0 ? String.format(Locale.ROOT, "%,.0f", value) : "—";
    }

    static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "—";
    }

    static String ratios(List<Double> values) {
        return values.stream().map(Figures::ratio).collect(Collectors.joining(", "));
    }

    static String megabytes(double kilobytes) {
        return String.format(Locale.ROOT, "%,.0f MB", kilobytes / 1024);
    }
}
