package io.twinproxy.cli.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the sandbox's own. What it says goes to a file of its name. */
final class Child implements AutoCloseable {
    /** Set by the launcher: where archives of loaded classes are, and where to make them. */
    private static final String ARCHIVES = "twinproxy.cds";

    private static final String TRAIN = "twinproxy.train";

    private final String name;
    private final Path log;
    private final Process process;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    static Child start(String name, Path directory, List<String> command) throws IOException {
        Path log = directory.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Child(name, log, process);
    }

    /**
     * Another run of this very command, on the same class path, with flags for a quick start: with the archive of loaded
     * classes for its role where the launcher has made one, or making one at its end where the launcher asks for that.
     */
    static List<String> twinproxy(String name, String role, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xlog:disable", "-Xmx256m"));
        if (training()) {
            command.add("-XX:ArchiveClassesAtExit=" + Path.of(System.getProperty(TRAIN), role + "-" + name + ".jsa"));
        } else {
            Path archive = Path.of(System.getProperty(ARCHIVES, ""), role + ".jsa");
            if (Files.isReadable(archive)) {
                command.add("-XX:SharedArchiveFile=" + archive);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.twinproxy.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Whether this run is there to make archives; its processes must then end by themselves, not be killed. */
    static boolean training() {
        return System.getProperty(TRAIN) != null;
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** SIGKILL: nothing of it runs any more. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGSTOP or SIGCONT, by the system's own command, since the JDK sends neither. */
    void signal(String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
        try {
            if (!kill.waitFor(2, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IOException("kill -" + signal + " " + pid() + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The last lines it said, for when it has ended unasked. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            return "nothing that can be read in " + log;
        }
    }

    /** Waits for it to end by itself; whether it did within the time. */
    boolean ended(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SIGTERM; does not wait. */
    void ask() {
        process.destroy();
    }

    /** Asks it to stop, and ends it when it does not within the time. */
    void stop(Duration grace) {
        process.destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once; a stopped process too. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
