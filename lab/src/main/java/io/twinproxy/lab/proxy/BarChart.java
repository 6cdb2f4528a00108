package io.twinproxy.lab.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars in groups, as SVG: no script, no font of its own, legible on light and dark. */
final class BarChart {
    private static final int WIDTH = 860;
    private static final int LABELS = 10;
    private static final int BAR = 15;
    private static final int GAP = 34;
    private static final int BARS_WIDTH = 560;
    private static final int TOP = 58;

    /**
     * One group.
     *
     * @param name above its bars
     * @param bars in their order
     */
    record Group(String name, List<Bar> bars) {}

    /** One bar; a value that is not a positive number draws none. */
    record Bar(String name, String colour, double value) {}

    private BarChart() {}

    static String svg(String title, List<Group> groups) {
        double most = groups.stream()
                .flatMap(group -> group.bars().stream())
                .mapToDouble(Bar::value)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        List<String> lines = new ArrayList<>();
        int y = TOP;
        for (Group group : groups) {
            lines.add(text(LABELS, y, "600", group.name()));
            y += 8;
            for (Bar bar : group.bars()) {
                if (Double.isFinite(bar.value()) && bar.value() > 0) {
                    double width = Math.max(1, bar.value() / most * BARS_WIDTH);
                    lines.add(String.format(
                            Locale.ROOT,
                            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                            LABELS,
                            y,
                            width,
                            BAR - 3,
                            bar.colour()));
                    String label = String.format(Locale.ROOT, "%,.0f  %s", bar.value(), bar.name());
                    lines.add(text(LABELS + (int) width + 6, y + BAR - 5, "400", label));
                    y += BAR;
                }
            }
            y += GAP - 8;
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + y + "\" width=\"" + WIDTH
                + "\" height=\"" + y + "\" font-family=\"sans-serif\" font-size=\"11\">\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + "<text x=\"" + LABELS + "\" y=\"26\" font-size=\"15\" fill=\"#222222\">" + escaped(title)
                + "</text>\n"
                + String.join("\n", lines) + "\n</svg>\n";
    }

    private static String text(int x, int y, String weight, String text) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" font-weight=\"" + weight + "\" fill=\"#222222\">" + escaped(text)
                + "</text>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
