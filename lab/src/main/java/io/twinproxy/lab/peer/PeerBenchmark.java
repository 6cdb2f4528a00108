package io.twinproxy.lab.peer;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.lab.MarkdownTable;
import io.twinproxy.lab.Program;
import io.twinproxy.lab.Surroundings;
import io.twinproxy.lab.Values;
import io.twinproxy.lab.peer.PeerNetwork.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what clients see when keepalived moves an address between two nutcrackers, with the client of the sandbox's
 * own demonstration, and prints a table. Needs root. Argument: how many rounds, in which faults and tunings take turns.
 */
public final class PeerBenchmark {
    /** After this long without a reply a fault counts as not noticed. */
    private static final int SECONDS = 10;

    private static final Duration STEADY_WITHIN = Duration.ofSeconds(30);
    private static final int ROUNDS_MAX = 100;

    private final Path directory;
    private final Map<String, Values> values = new LinkedHashMap<>();

    private PeerBenchmark(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws IOException {
        String text = args.length < 1 ? "3" : args[0];
        int rounds = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (args.length > 1 || rounds < 1 || rounds > ROUNDS_MAX) {
            System.err.println("usage: PeerBenchmark [ROUNDS], from 1 to " + ROUNDS_MAX);
            System.exit(2);
        }
        PeerBenchmark benchmark = new PeerBenchmark(Files.createTempDirectory("twinproxy-peers-"));
        String before = Surroundings.now();
        for (int round = 1; round <= rounds; round++) {
            benchmark.round(round);
        }
        System.out.print(benchmark.table(rounds, before));
    }

    private void round(int round) {
        for (Tuning tuning : Tuning.values()) {
            for (PeerFault fault : PeerFault.values()) {
                Values of = values.computeIfAbsent(key(tuning, fault), key -> new Values(" ms"));
                try {
                    of.add(measure(tuning, fault));
                } catch (IOException | BadJsonException e) {
                    of.failed(String.valueOf(e.getMessage()));
                }
                System.err.println(
                        "round " + round + ": " + fault.sentence() + "; " + tuning.sentence() + ": " + of.all());
                of.failures().forEach(System.err::println);
            }
        }
    }

    private static String key(Tuning tuning, PeerFault fault) {
        return tuning + " " + fault;
    }

    /** The longest time between two good replies, in milliseconds; on a network of its own, where nothing lingers. */
    private long measure(Tuning tuning, PeerFault fault) throws IOException, BadJsonException {
        Path run = Files.createTempDirectory(directory, "run-");
        try (PeerNetwork network = new PeerNetwork(run);
                PeerPair pair = new PeerPair(network, run, tuning);
                Program client = network.start("client", Machine.CLIENT, client())) {
            awaitSteady(client);
            pair.inflict(fault);
            int code = client.exitCode(Duration.ofSeconds(SECONDS + 10));
            String out = client.out().strip();
            if (code != 0) {
                throw new IOException("the client ended with " + code + ": " + out + client.err());
            }
            JsonObject tally =
                    Json.parse(out.substring(out.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8));
            long silence = tally.integer("silenceMs");
            if (silence >= 1000) {
                throw new IOException("not noticed within " + silence + " ms; the address "
                        + (pair.moved() ? "has moved" : "has not moved"));
            }
            return tally.integer("longestGapMs");
        }
    }

    private static List<String> client() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PeerClient.class.getName(),
                PeerNetwork.VIRTUAL,
                Integer.toString(PeerPair.PORT),
                Integer.toString(SECONDS));
    }

    private static void awaitSteady(Program client) throws IOException {
        long deadline = System.nanoTime() + STEADY_WITHIN.toNanos();
        while (!client.out().contains(PeerClient.STEADY)) {
            if (!client.alive() || System.nanoTime() > deadline) {
                throw new IOException("the client's load is not steady: " + client.out() + client.err());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private String table(int rounds, String before) {
        MarkdownTable table = new MarkdownTable("keepalived and nutcracker", "tuning", "median outage", "all values");
        for (PeerFault fault : PeerFault.values()) {
            for (Tuning tuning : Tuning.values()) {
                Values of = values.getOrDefault(key(tuning, fault), new Values(" ms"));
                table.row(fault.sentence(), tuning.sentence(), of.median(), of.all());
            }
        }
        StringBuilder text = new StringBuilder("Median of " + rounds + ", taking turns; no cloud call is included.\n");
        text.append("Before: ")
                .append(before)
                .append(".\nAfter: ")
                .append(Surroundings.now())
                .append(".\n\n");
        text.append(table.text());
        List<String> failures = new ArrayList<>();
        values.forEach((key, of) -> of.failures().forEach(failure -> failures.add(key + ": " + failure)));
        failures.forEach(failure -> text.append("\nFailed: ").append(failure).append('\n'));
        return text.toString();
    }
}
