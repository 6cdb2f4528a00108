package io.twinproxy.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The real command, run as a process on the class path of the tests. */
final class Twinproxy {
    /** Far more than any verb takes that does not wait for something. */
    private static final Duration VERB_WITHIN = Duration.ofSeconds(30);

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Path directory;

    Twinproxy(Path directory) {
        this.directory = directory;
    }

    /** How a verb ended. */
    record Ended(int code, String out, String err) {}

    /** Runs a verb to its end. */
    Ended run(String... arguments) throws IOException {
        return ended(start("run-" + RUNS.incrementAndGet(), arguments), VERB_WITHIN);
    }

    static Ended ended(Program program, Duration within) throws IOException {
        try (program) {
            int code = program.exitCode(within);
            return new Ended(code, program.out(), program.err());
        }
    }

    /** Starts a verb that runs until it is stopped. */
    Program start(String name, String... arguments) throws IOException {
        return Program.start(name, directory, java("io.twinproxy.cli.Main", arguments));
    }

    /**
     * A class of the tests' class path in a JVM of its own, with flags for a quick start. Tests that were started in a
     * shell's background inherit that SIGINT is ignored; the program is not to.
     */
    static List<String> java(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xmx192m",
                "-cp",
                classPath(),
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Without the lab's own test classes, so that the command finds its own logging and not the tests'. */
    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(Pattern.quote(File.pathSeparator), -1))
                .filter(entry -> !entry.isEmpty() && !Path.of(entry).endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
