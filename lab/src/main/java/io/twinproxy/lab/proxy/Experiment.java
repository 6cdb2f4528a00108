package io.twinproxy.lab.proxy;

import io.twinproxy.lab.FreePorts;
import io.twinproxy.lab.proxy.ProxySettings.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The loads, on one number of backends after the other: in each round every target takes its turn, so that a machine which
 * is busy for a while is unfair to all of them alike.
 */
final class Experiment {
    private final ProxySettings settings;
    private final Keyspace keyspace;
    private final Path directory;
    private final FreePorts ports;
    private final PrintStream progress;
    private final List<Row> rows = new ArrayList<>();
    private long seed;

    Experiment(ProxySettings settings, Keyspace keyspace, Path directory, FreePorts ports, PrintStream progress) {
        this.settings = settings;
        this.keyspace = keyspace;
        this.directory = directory;
        this.ports = ports;
        this.progress = progress;
    }

    List<Row> run(boolean balancer) throws IOException {
        List<Target> targets = settings.targets().stream()
                .filter(target -> balancer || !target.balanced())
                .toList();
        for (int nodes : settings.nodes()) {
            try (Field field = new Field(nodes, settings.launcher(), targets, directory, ports)) {
                field.backends().fill(keyspace);
                for (int depth : settings.depths()) {
                    loads(nodes, field, targets, settings.load(depth));
                }
            }
        }
        return rows;
    }

    private void loads(int nodes, Field field, List<Target> targets, Load closed) throws IOException {
        double slower = 0;
        if (settings.measures(Kind.CLOSED)) {
            Row row = rounds(nodes, field, targets, closed);
            slower = Math.min(
                    row.median(Target.OURS, Outcome::perSecond), row.median(Target.NUTCRACKER, Outcome::perSecond));
        }
        double rate = settings.rate() > 0 ? settings.rate() : Math.floor(slower / 2 / 1000) * 1000;
        if (settings.measures(Kind.OFFERED) && rate > 0) {
            rounds(nodes, field, targets, closed.at(rate));
        }
        if (settings.measures(Kind.NEW) && closed.depth() == 1) {
            rounds(nodes, field, targets, new Load(closed.connections(), 1, closed.setPercent(), false, 0));
        }
    }

    private Row rounds(int nodes, Field field, List<Target> targets, Load load) throws IOException {
        Row row = new Row(nodes, load);
        rows.add(row);
        // What a JVM compiles for a load it has not met would else be charged to the first round.
        for (Target target : targets) {
            if (!target.balanced()) {
                measure(field, target, load, settings.firstWarmUp(), Duration.ofSeconds(1));
            }
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Target target : targets) {
                Outcome outcome = measure(field, target, load, settings.warmUp(), settings.measured());
                row.add(target, outcome);
                progress.printf(
                        Locale.ROOT,
                        "%s, round %d, %s: %,.0f/s, %,.0f per CPU-second, p50 %,.0f p99 %,.0f p99.9 %,.0f us, %d MB,"
                                + " generator %.1f CPU-seconds, strangers %.0f %%, amiss %s%n",
                        row.sentence(),
                        round,
                        target.word(),
                        outcome.perSecond(),
                        outcome.perCpuSecond(),
                        outcome.p50Micros(),
                        outcome.p99Micros(),
                        outcome.p999Micros(),
                        outcome.residentKb() / 1024,
                        outcome.generatorCpuSeconds(),
                        100 * outcome.strangerShare(),
                        outcome.amiss().text());
            }
        }
        return row;
    }

    private Outcome measure(Field field, Target target, Load load, Duration warmUp, Duration measured)
            throws IOException {
        return new Slot(load, field.addresses(target), field.pids(target), field.allPids(), settings.threads())
                .run(keyspace, warmUp, measured, seed++);
    }
}
