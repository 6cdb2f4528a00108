package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.VerbException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code -d}: the same command once more, as a process and a session of its own. A JVM cannot fork, so this one starts
 * another, shows what that says until it serves, and ends with it serving, or with its exit code if it does not.
 */
final class Daemon {
    /** Set for the process that is the daemon; its value is of no meaning. */
    static final String MARK = "TWINPROXY_DAEMON";

    /** What the daemon prints, on a line of its own, once it serves. */
    private static final String SERVING = "twinproxy-daemon: serving";

    /** Far more than a proxy takes to start; one that hangs is ended, not left behind. */
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Shell shell;

    Daemon(Shell shell) {
        this.shell = shell;
    }

    /** Whether this process is the daemon already. */
    static boolean is(Shell shell) {
        return shell.env().containsKey(MARK);
    }

    /** Tells the process that started this one that clients are served. */
    static void serving(Shell shell) {
        if (is(shell)) {
            shell.out().println(SERVING);
            shell.out().flush();
        }
    }

    /** Starts the daemon and waits until it serves. */
    Exit start() throws VerbException {
        Process daemon;
        try {
            ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.environment().put(MARK, "1");
            daemon = builder.start();
        } catch (IOException e) {
            throw new VerbException(Exit.FAILED, "-d (--daemonize): the proxy cannot be started: " + e.getMessage());
        }
        try {
            return CompletableFuture.supplyAsync(() -> until(daemon)).get(START_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            daemon.destroyForcibly();
            throw new VerbException(
                    Exit.FAILED,
                    "-d (--daemonize): the proxy did not serve within " + START_MAX.toSeconds() + " s, and was ended");
        } catch (ExecutionException e) {
            throw new VerbException(Exit.FAILED, "-d (--daemonize): " + e.getCause());
        } catch (InterruptedException e) {
            daemon.destroyForcibly();
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        }
    }

    /** The daemon's output is shown as its own; when it ends first, so does this process, with the same exit code. */
    private Exit until(Process daemon) {
        try {
            BufferedReader said = daemon.inputReader(StandardCharsets.UTF_8);
            String line;
            while ((line = said.readLine()) != null) {
                if (line.equals(SERVING)) {
                    return Exit.DONE;
                }
                shell.err().println(line);
                shell.err().flush();
            }
            int code = daemon.waitFor();
            return Arrays.stream(Exit.values())
                    .filter(exit -> exit.code() == code)
                    .findFirst()
                    .orElse(Exit.FAILED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        }
    }

    /**
     * This process's own command line, all of it: what {@link ProcessHandle} tells of it is cut after a page, which a
     * class path fills.
     */
    private static List<String> command() throws IOException {
        List<String> command = new ArrayList<>();
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        String line = Files.readString(Path.of("/proc/self/cmdline"));
        List<String> own = List.of(line.split("\0", -1));
        command.add(ProcessHandle.current().info().command().orElse(own.get(0)));
        command.addAll(own.subList(1, own.size() - 1));
        return command;
    }
}
