package io.twinproxy.lab.proxy;

import io.twinproxy.lab.FreePorts;
import io.twinproxy.lab.Surroundings;
import io.twinproxy.lab.proxy.ProxySettings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Measures the proxy beside nutcracker, on the same memcacheds and in one run: directly, through either, and through either
 * behind a TCP load balancer. Prints a page of tables; with {@code --output} writes it, and its charts, to a directory.
 */
public final class ProxyBenchmark {
    private ProxyBenchmark() {}

    public static void main(String[] args) throws IOException {
        ProxySettings settings = new ProxySettings();
        CommandLine command = new CommandLine(settings).setCaseInsensitiveEnumValuesAllowed(true);
        List<String> problems;
        try {
            if (command.parseArgs(args).isUsageHelpRequested()) {
                command.usage(System.out);
                return;
            }
            problems = settings.problems();
        } catch (ParameterException e) {
            problems = List.of(String.valueOf(e.getMessage()));
        }
        if (!problems.isEmpty()) {
            problems.forEach(System.err::println);
            command.usage(System.err);
            System.exit(2);
        }
        Path directory = Files.createTempDirectory("twinproxy-benchmark-");
        for (String program : List.of("memcached", "nutcracker")) {
            if (Versions.of(directory, program, "-V").isEmpty()) {
                System.err.println(program + " is not installed; nothing can be compared without it");
                System.exit(2);
            }
        }
        String before = Surroundings.now();
        FreePorts ports = new FreePorts();
        boolean balancer = !Versions.haproxy(directory).isEmpty();
        if (!balancer) {
            System.err.println("haproxy is not installed; what stands behind it is left out");
        }
        List<Row> rows = new Experiment(settings, settings.keyspace(), directory, ports, System.err).run(balancer);
        List<Growth> growths = memory(settings, new MemoryCases(settings.launcher(), directory, ports));
        Document document = new Document(settings, rows, growths, Versions.all(settings.launcher(), directory), before);
        System.out.print(document.text());
        if (!settings.output().toString().isEmpty()) {
            document.write(settings.output());
        }
    }

    private static List<Growth> memory(ProxySettings settings, MemoryCases cases) throws IOException {
        List<Growth> growths = new ArrayList<>();
        for (Target target : List.of(Target.OURS, Target.NUTCRACKER)) {
            if (settings.targets().contains(target) && settings.measures(Kind.IDLE)) {
                growths.add(cases.idle(target, settings.idle()));
            }
        }
        for (Target target : List.of(Target.OURS, Target.NUTCRACKER)) {
            if (settings.targets().contains(target) && settings.measures(Kind.UNREAD)) {
                growths.add(cases.unread(target));
            }
        }
        growths.forEach(System.err::println);
        return growths;
    }
}
