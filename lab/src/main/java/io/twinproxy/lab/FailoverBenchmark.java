package io.twinproxy.lab;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what the issue of a failover is about, by the launcher as operators run it, and prints a table. The figures
 * take turns (A, B, C, A, B, C), so that a machine which is busy for a while is unfair to all of them alike. Arguments:
 * the launcher's path, and how many rounds.
 */
public final class FailoverBenchmark {
    private static final Duration DEMO_WITHIN = Duration.ofMinutes(3);
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration STATUS_WITHIN = Duration.ofSeconds(30);
    private static final int ROUNDS_MAX = 100;
    private static final Pattern READY = Pattern.compile("Ready after ([0-9.]+) s");
    private static final Pattern ZOOKEEPER = Pattern.compile("(?m)^ZooKeeper +(\\S+)$");

    private final String launcher;
    private final Path directory;
    private final PrintStream progress;
    private final List<Values> demonstrations = new ArrayList<>();
    private final Values ready = new Values(" ms");
    private final Values started = new Values(" ms");
    private final Values status = new Values(" ms");

    private FailoverBenchmark(String launcher, Path directory, PrintStream progress) {
        this.launcher = launcher;
        this.directory = directory;
        this.progress = progress;
        Figure.DEMONSTRATIONS.forEach(figure -> demonstrations.add(new Values(figure.unit())));
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2 || !rounds(args).isPresent()) {
            System.err.println("usage: FailoverBenchmark LAUNCHER [ROUNDS], rounds from 1 to " + ROUNDS_MAX);
            System.exit(2);
        }
        int rounds = rounds(args).orElseThrow();
        Path directory = Files.createTempDirectory("twinproxy-benchmark-");
        FailoverBenchmark benchmark = new FailoverBenchmark(args[0], directory, System.err);
        String before = Surroundings.now();
        for (int round = 1; round <= rounds; round++) {
            benchmark.round(round);
        }
        System.out.print(benchmark.table(rounds, before));
    }

    private static Optional<Integer> rounds(String[] args) {
        String text = args.length < 2 ? "5" : args[1];
        return text.matches("[0-9]{1,3}")
                ? Optional.of(Integer.parseInt(text)).filter(n -> n >= 1 && n <= ROUNDS_MAX)
                : Optional.empty();
    }

    private void round(int round) {
        for (int i = 0; i < Figure.DEMONSTRATIONS.size(); i++) {
            Figure figure = Figure.DEMONSTRATIONS.get(i);
            Values values = demonstrations.get(i);
            measure(round, figure.what(), values, () -> values.add(demonstrate(figure)));
        }
        measure(round, "started to ready", started, this::ready);
        progress.println("round " + round + ": status: " + status.all());
    }

    private interface Run {
        void run() throws IOException, BadJsonException;
    }

    private void measure(int round, String what, Values values, Run run) {
        try {
            run.run();
            progress.println("round " + round + ": " + what + ": " + values.all());
        } catch (IOException | BadJsonException e) {
            values.failed(what + ", round " + round + ": " + e.getMessage());
            progress.println("round " + round + ": " + what + ": failed: " + e.getMessage());
        }
    }

    private long demonstrate(Figure figure) throws IOException, BadJsonException {
        try (Program demo = start("demo", figure.arguments())) {
            int code = demo.exitCode(DEMO_WITHIN);
            String out = demo.out().strip();
            if (code != 0) {
                throw new IOException("exit code " + code + ": " + out + " " + demo.err());
            }
            String last = out.substring(out.lastIndexOf('\n') + 1);
            JsonObject result = Json.parse(last.getBytes(StandardCharsets.UTF_8));
            ready.add(result.integer("readyMs"));
            return result.integer(figure.field());
        }
    }

    /** A sandbox that stays, from its start to its first directions; then the status of it, three times. */
    private void ready() throws IOException {
        long began = System.nanoTime();
        try (Program sandbox = start("sandbox", List.of("sandbox"))) {
            String zookeeper = directions(sandbox);
            started.add(millisSince(began));
            for (int i = 0; i < 3; i++) {
                long asked = System.nanoTime();
                try (Program verb = start("status", List.of("status", "--zookeeper", zookeeper))) {
                    int code = verb.exitCode(STATUS_WITHIN);
                    if (code != 0) {
                        throw new IOException("status ended with " + code + ": " + verb.out() + verb.err());
                    }
                    status.add(millisSince(asked));
                }
            }
            sandbox.ask();
            sandbox.exitCode(READY_WITHIN);
        }
    }

    /** Waits until the sandbox has told where its ZooKeeper is, which is the last thing of its start. */
    private static String directions(Program sandbox) throws IOException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline && sandbox.alive()) {
            Matcher told = ZOOKEEPER.matcher(sandbox.out());
            if (READY.matcher(sandbox.err()).find() && told.find()) {
                return told.group(1);
            }
            // What a process writes to a file cannot be waited for; a look in ten milliseconds is exact enough.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new IOException("the sandbox was not ready in time: " + sandbox.err());
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private Program start(String name, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(arguments);
        return Program.start(name, directory, command);
    }

    private String table(int rounds, String before) {
        MarkdownTable table = new MarkdownTable("what", "must be at most", "reach for", "median", "all values");
        for (int i = 0; i < Figure.DEMONSTRATIONS.size(); i++) {
            Figure figure = Figure.DEMONSTRATIONS.get(i);
            row(table, figure.what(), figure.most(), figure.reach(), demonstrations.get(i));
        }
        row(table, "sandbox: ready, as it says itself", "10,000 ms", "5,000 ms", ready);
        row(table, "sandbox: launcher started to directions printed", "10,000 ms", "5,000 ms", started);
        row(table, "status: wall time", "1,000 ms", "500 ms", status);
        StringBuilder text = new StringBuilder("Median of " + rounds + ", taking turns, `--cloud-delay fast`.\n");
        text.append("Before: ")
                .append(before)
                .append(".\nAfter: ")
                .append(Surroundings.now())
                .append(".\n\n");
        text.append(table.text());
        List<String> failures = new ArrayList<>(started.failures());
        demonstrations.forEach(values -> failures.addAll(values.failures()));
        failures.forEach(failure -> text.append("\nFailed: ").append(failure).append('\n'));
        return text.toString();
    }

    private static void row(MarkdownTable table, String what, String most, String reach, Values values) {
        table.row(what, most, reach, values.median(), values.all());
    }
}
