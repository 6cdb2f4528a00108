package io.twinproxy.lab;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of the lab's own. What it says goes to two files of its name, since a pipe nobody reads would stop it. Any
 * thread; each wait is bounded.
 */
public final class Program implements AutoCloseable {
    /** SIGKILL takes effect at once, unless the kernel is in trouble; then the lab is to say so and not to hang. */
    private static final Duration DEATH_WITHIN = Duration.ofSeconds(10);

    private static final int LAST = 40;

    private final String name;
    private final Path out;
    private final Path err;
    private final Process process;

    private Program(String name, Path out, Path err, Process process) {
        this.name = name;
        this.out = out;
        this.err = err;
        this.process = process;
    }

    /** Starts a command whose output goes to {@code name.out} and {@code name.err} in a directory. */
    public static Program start(String name, Path directory, List<String> command) throws IOException {
        Path out = directory.resolve(name + ".out");
        Path err = directory.resolve(name + ".err");
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Program(name, out, err, process);
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** What it has written to its standard output so far. */
    public String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** What it has written to its error stream so far. */
    public String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    /** The last 40 lines of its error stream, where programs log. */
    public String lastSaid() throws IOException {
        List<String> lines = err().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST), lines.size()));
    }

    /** SIGKILL, and waits until the process is gone: its sockets are closed by then. */
    public void kill() throws IOException {
        process.destroyForcibly();
        if (!ends(DEATH_WITHIN)) {
            throw new IOException(name + " (pid " + pid() + ") does not die of SIGKILL");
        }
    }

    /** SIGSTOP, SIGCONT or another, by the system's own command, since the JDK sends neither. */
    public void signal(String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
        if (!ends(kill, Duration.ofSeconds(5)) || kill.exitValue() != 0) {
            throw new IOException("kill -" + signal + " " + pid() + " failed for " + name);
        }
    }

    /** SIGTERM; does not wait. */
    public void ask() {
        process.destroy();
    }

    /** Waits for its end and answers its exit code; one that does not end in time is killed, and told of. */
    public int exitCode(Duration within) throws IOException {
        if (!ends(within)) {
            kill();
            throw new IOException(
                    name + " did not end within " + within.toSeconds() + " s; it said:\n" + out() + err());
        }
        return process.exitValue();
    }

    private boolean ends(Duration within) {
        return ends(process, within);
    }

    private static boolean ends(Process process, Duration within) {
        try {
            return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends it and what it has started, at once; stopped processes too. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        ends(DEATH_WITHIN);
    }
}
