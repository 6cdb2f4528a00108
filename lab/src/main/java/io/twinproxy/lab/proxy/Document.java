package io.twinproxy.lab.proxy;

import io.twinproxy.lab.MarkdownTable;
import io.twinproxy.lab.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was measured, as a page of tables and its charts. */
final class Document {
    private final ProxySettings settings;
    private final List<Row> rows;
    private final List<Growth> growths;
    private final List<String> head;

    Document(ProxySettings settings, List<Row> rows, List<Growth> growths, List<String> versions, String before)
            throws IOException {
        this.settings = settings;
        this.rows = rows;
        this.growths = growths;
        this.head = List.of(
                "Programs: " + String.join("; ", versions) + ".",
                "Processor: " + Proc.cpuModel() + ". Everything, load and backends too, ran on this one machine.",
                strangers(rows),
                "Before: " + before + ".",
                "After: " + Surroundings.now() + ".");
    }

    /** How quiet the machine was, without which no figure can be judged. */
    private static String strangers(List<Row> rows) {
        List<Double> shares = rows.stream()
                .flatMap(Row::outcomes)
                .map(Outcome::strangerShare)
                .sorted()
                .toList();
        double most = shares.isEmpty() ? Double.NaN : shares.get(shares.size() - 1);
        return String.format(
                Locale.ROOT,
                "Other programs, and the machine's host, took %.0f %% of its CPU while it was measured (median; %.0f %% at"
                        + " most).",
                100 * Figures.median(shares),
                100 * most);
    }

    String text() {
        StringBuilder text = new StringBuilder("# The proxy beside nutcracker\n\n");
        text.append("Written by `lab/benchmark proxy`: ")
                .append(settings.sentence())
                .append(".\n\n");
        head.forEach(line -> text.append("- ").append(line).append('\n'));
        text.append(
                        "\nMedians of the rounds. CPU is the proxy's alone (the backends' where there is no proxy), user and")
                .append(
                        " system. At an offered rate latency counts from when a request was due. Amiss: replies that were")
                .append(" missing, refused or wrong, and broken connections, warming up included; every value was")
                .append(" compared.\n");
        text.append("\n## Twinproxy ÷ nutcracker\n\nThe median of the rounds' ratios, then each.\n\n")
                .append(ratios());
        text.append("\n## All figures\n\n").append(figures());
        if (!growths.isEmpty()) {
            text.append("\n## Memory\n\n").append(memory());
        }
        text.append("\n## Charts\n\n");
        for (Chart chart : Chart.values()) {
            text.append("![")
                    .append(chart.title)
                    .append("](")
                    .append(chart.file)
                    .append(")\n\n");
        }
        return text.toString().stripTrailing() + "\n";
    }

    private String ratios() {
        MarkdownTable table = new MarkdownTable("load", "throughput", "requests per CPU-second", "p99", "p99.9");
        for (Row row : rows) {
            pair(table, row, Target.OURS, Target.NUTCRACKER, "");
            pair(table, row, Target.OURS_BALANCED, Target.NUTCRACKER_BALANCED, ", behind haproxy");
            if (row.has(Target.DIRECT) && row.has(Target.OURS)) {
                List<Double> direct = row.ratios(Target.OURS, Target.DIRECT, Outcome::perSecond);
                table.row(row.sentence() + ": twinproxy ÷ direct", cell(direct), "", "", "");
            }
        }
        return table.text();
    }

    private static void pair(MarkdownTable table, Row row, Target over, Target under, String more) {
        if (row.has(over) && row.has(under)) {
            table.row(
                    row.sentence() + more,
                    cell(row.ratios(over, under, Outcome::perSecond)),
                    cell(row.ratios(over, under, Outcome::perCpuSecond)),
                    cell(row.ratios(over, under, Outcome::p99Micros)),
                    cell(row.ratios(over, under, Outcome::p999Micros)));
        }
    }

    private static String cell(List<Double> ratios) {
        return "**" + Figures.ratio(Figures.median(ratios)) + "** (" + Figures.ratios(ratios) + ")";
    }

    private String figures() {
        MarkdownTable table = new MarkdownTable(
                "load",
                "to",
                "requests/s",
                "per CPU-second",
                "CPU-s per million",
                "p50 µs",
                "p99 µs",
                "p99.9 µs",
                "resident",
                "amiss");
        for (Row row : rows) {
            for (Target target : row.targets()) {
                double perCpuSecond = row.median(target, Outcome::perCpuSecond);
                table.row(
                        row.sentence(),
                        target.word(),
                        Figures.whole(row.median(target, Outcome::perSecond)),
                        Figures.whole(perCpuSecond),
                        Figures.ratio(1e6 / perCpuSecond),
                        Figures.whole(row.median(target, Outcome::p50Micros)),
                        Figures.whole(row.median(target, Outcome::p99Micros)),
                        Figures.whole(row.median(target, Outcome::p999Micros)),
                        Figures.megabytes(row.median(target, Outcome::residentKb)),
                        row.amiss(target).text());
            }
        }
        return table.text();
    }

    private String memory() {
        MarkdownTable table = new MarkdownTable("case", "proxy", "before", "growth", "kept when the clients are gone");
        for (Growth growth : growths) {
            table.row(
                    growth.what(),
                    growth.target().word(),
                    Figures.megabytes((double) growth.before()),
                    Figures.megabytes((double) growth.grown()),
                    Figures.megabytes((double) growth.kept()));
        }
        return table.text();
    }

    private enum Chart {
        THROUGHPUT("proxy-throughput.svg", "Requests a second", Outcome::perSecond, false),
        CPU("proxy-cpu.svg", "Requests per CPU-second of the proxy", Outcome::perCpuSecond, false),
        LATENCY("proxy-latency.svg", "99th percentile at the offered rate, in microseconds", Outcome::p99Micros, true);

        private final String file;
        private final String title;

        @SuppressWarnings("ImmutableEnumChecker") // Refers to static functions only.
        private final ToDoubleFunction<Outcome> figure;

        private final boolean offered;

        Chart(String file, String title, ToDoubleFunction<Outcome> figure, boolean offered) {
            this.file = file;
            this.title = title;
            this.figure = figure;
            this.offered = offered;
        }
    }

    private String svg(Chart chart) {
        List<BarChart.Group> groups = new ArrayList<>();
        for (Row row : rows) {
            if (row.load().open() == chart.offered) {
                List<BarChart.Bar> bars = row.targets().stream()
                        .filter(target -> chart != Chart.CPU || target != Target.DIRECT)
                        .map(target ->
                                new BarChart.Bar(target.word(), target.colour(), row.median(target, chart.figure)))
                        .toList();
                groups.add(new BarChart.Group(row.sentence(), bars));
            }
        }
        return BarChart.svg(chart.title, groups);
    }

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("proxy.md"), text(), StandardCharsets.UTF_8);
        for (Chart chart : Chart.values()) {
            Files.writeString(directory.resolve(chart.file), svg(chart), StandardCharsets.UTF_8);
        }
    }
}
