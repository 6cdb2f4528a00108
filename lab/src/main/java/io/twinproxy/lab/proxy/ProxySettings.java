package io.twinproxy.lab.proxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a run of {@link ProxyBenchmark} may be told. */
@Command(name = "lab/benchmark proxy", description = "Measures the proxy beside nutcracker.", sortOptions = false)
final class ProxySettings {
    /** What there is to measure, by the words of {@code --cases}. */
    enum Kind {
        CLOSED,
        NEW,
        OFFERED,
        IDLE,
        UNREAD
    }

    @Parameters(paramLabel = "LAUNCHER", description = "The twinproxy launcher.")
    private Path launcher = Path.of("");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "List the options.")
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private boolean help;

    @Option(names = "--rounds", defaultValue = "5", description = "In which targets take turns; ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "5", description = "Measured of each load; ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "2", description = "Seconds before each; ${DEFAULT-VALUE}.")
    private int warmUpSeconds;

    @Option(
            names = "--first-warm-up",
            defaultValue = "10",
            description = "Before each load's first round; ${DEFAULT-VALUE}.")
    private int firstWarmUpSeconds;

    @Option(names = "--nodes", split = ",", defaultValue = "1,4", description = "Backends; ${DEFAULT-VALUE}.")
    private List<Integer> nodes = List.of();

    @Option(names = "--depths", split = ",", defaultValue = "1,16", description = "Of pipelines; ${DEFAULT-VALUE}.")
    private List<Integer> depths = List.of();

    @Option(
            names = "--targets",
            split = ",",
            defaultValue = "DIRECT,OURS,NUTCRACKER,OURS_BALANCED,NUTCRACKER_BALANCED",
            description = "${DEFAULT-VALUE}; those with haproxy are left out where there is none.")
    private List<Target> targets = List.of();

    @Option(
            names = "--cases",
            split = ",",
            defaultValue = "CLOSED,NEW,OFFERED,IDLE,UNREAD",
            description = {
                "${DEFAULT-VALUE}: as fast as it goes; a new connection for each request; at an offered rate;",
                "idle connections; a client that does not read."
            })
    private List<Kind> cases = List.of();

    @Option(names = "--connections", defaultValue = "100", description = "Clients at a time; ${DEFAULT-VALUE}.")
    private int connections;

    @Option(names = "--keys", defaultValue = "100000", description = "Of 40 bytes each; ${DEFAULT-VALUE}.")
    private int keys;

    @Option(names = "--value-bytes", defaultValue = "400", description = "${DEFAULT-VALUE}.")
    private int valueBytes;

    @Option(names = "--sets", defaultValue = "10", description = "Percent that store; ${DEFAULT-VALUE}.")
    private int setPercent;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Offered a second; ${DEFAULT-VALUE}: half of what the slower proxy does.")
    private int rate;

    @Option(names = "--threads", defaultValue = "1", description = "Of the load generator; ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--idle", defaultValue = "10000", description = "Connections of the idle case; ${DEFAULT-VALUE}.")
    private int idle;

    @Option(names = "--output", description = "Directory for proxy.md and its charts; none: only printed.")
    private Path output = Path.of("");

    /** Every setting that cannot be, as a sentence. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        within(problems, "--rounds", rounds, 1, 100);
        within(problems, "--seconds", seconds, 1, 3600);
        within(problems, "--warm-up", warmUpSeconds, 0, 3600);
        within(problems, "--first-warm-up", firstWarmUpSeconds, 0, 3600);
        nodes.forEach(n -> within(problems, "--nodes", n, 1, 4));
        depths.forEach(depth -> within(problems, "--depths", depth, 1, 256));
        within(problems, "--connections", connections, 1, 4000);
        within(problems, "--keys", keys, 1, 999_999);
        within(problems, "--value-bytes", valueBytes, Keyspace.KEY_BYTES, 100_000);
        within(problems, "--sets", setPercent, 0, 100);
        within(problems, "--rate", rate, 0, 10_000_000);
        within(problems, "--threads", threads, 1, Math.min(16, Math.max(1, connections)));
        within(problems, "--idle", idle, 1, 100_000);
        return problems;
    }

    private static void within(List<String> problems, String name, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add(name + " is " + value + "; it must be " + least + " to " + most);
        }
    }

    String launcher() {
        return launcher.toString();
    }

    int rounds() {
        return rounds;
    }

    Duration measured() {
        return Duration.ofSeconds(seconds);
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUpSeconds);
    }

    Duration firstWarmUp() {
        return Duration.ofSeconds(firstWarmUpSeconds);
    }

    List<Integer> nodes() {
        return List.copyOf(nodes);
    }

    List<Integer> depths() {
        return List.copyOf(depths);
    }

    List<Target> targets() {
        return List.copyOf(targets);
    }

    boolean measures(Kind kind) {
        return cases.contains(kind);
    }

    Keyspace keyspace() {
        return new Keyspace(keys, valueBytes);
    }

    /** A closed loop of kept connections; the other loads are made from it. */
    Load load(int depth) {
        return new Load(connections, depth, setPercent, true, 0);
    }

    int rate() {
        return rate;
    }

    int threads() {
        return threads;
    }

    int idle() {
        return idle;
    }

    /** Empty where nothing is to be written. */
    Path output() {
        return output;
    }

    /** For the document's head. */
    String sentence() {
        return connections + " clients, " + keys + " keys of " + Keyspace.KEY_BYTES + " bytes, values of " + valueBytes
                + " bytes, " + setPercent + " % sets; " + rounds + " rounds of " + seconds + " s after " + warmUpSeconds
                + " s of warming up, the targets taking turns";
    }
}
