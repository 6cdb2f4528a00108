package io.twinproxy.controller.act.command;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An endpoint moved by two programs of the operator's.
 *
 * <p>The observe command prints the holder's host name as the first line of its output, or an empty one for nobody; an
 * exit code other than 0 means that it cannot tell. The move command gets the host name as its last argument; it may
 * be run again for the same host and must be idempotent. It exits with 0 when it has done its work, with 75 (EX_TEMPFAIL
 * of sysexits.h) when it is to be run again, with anything else when it refuses; the last line of its error output says
 * why. Both see {@value #PAIR}, the move command {@value #HOST} too. Called by one worker at a time.
 */
public final class CommandEndpoint implements Endpoint {
    static final String PAIR = "TWINPROXY_PAIR";
    static final String HOST = "TWINPROXY_HOST";
    private static final int TEMPORARY_FAILURE = 75;
    /** A host name has at most 255 characters (RFC 1123); anything else on the line is not one. */
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    private final String pair;
    private final List<String> observe;
    private final List<String> move;
    private final Duration timeout;
    private final Program program;

    /** {@code timeout} bounds each run; longer work belongs in the background of a command that exits with 75. */
    public CommandEndpoint(String pair, List<String> observe, List<String> move, Duration timeout) {
        this.pair = pair;
        this.observe = List.copyOf(observe);
        this.move = List.copyOf(move);
        this.timeout = timeout;
        this.program = new Program(timeout);
    }

    @Override
    public Observed observe() {
        return look();
    }

    private CommandState look() {
        Result result = program.run(observe, environment(""));
        return switch (result.ending()) {
            case NOT_STARTED -> CommandState.unreadable("the observe command: " + result.lastError());
            case TIMED_OUT -> CommandState.unreadable("the observe command did not end within " + millis());
            case EXITED -> result.exit() == 0 ? holder(result.firstLine()) : CommandState.unreadable(failed(result));
        };
    }

    private static CommandState holder(String line) {
        if (line.isEmpty()) {
            return CommandState.nobody();
        }
        return HOST_NAME.matcher(line).matches()
                ? CommandState.held(line)
                : CommandState.unreadable("the observe command's first line is not a host name");
    }

    private static String failed(Result result) {
        String why = result.lastError();
        return "the observe command exited with " + result.exit() + (why.isEmpty() ? "" : ": " + why);
    }

    @Override
    public Outcome run(Step step) {
        if (!(step instanceof MoveTo to)) {
            throw new IllegalArgumentException("'" + step.sentence() + "' is no step of a command endpoint");
        }
        List<String> command = new ArrayList<>(move);
        command.add(to.host());
        Result result = program.run(command, environment(to.host()));
        return switch (result.ending()) {
            case NOT_STARTED -> Outcome.refused("", "the move command: " + result.lastError());
            case TIMED_OUT -> Outcome.unknown("the move command did not end within " + millis() + " and was killed");
            case EXITED -> moved(result);
        };
    }

    private static Outcome moved(Result result) {
        String why = result.lastError().isEmpty() ? "" : ": " + result.lastError();
        String code = "exit " + result.exit();
        return switch (result.exit()) {
            case 0 -> Outcome.done("the move command has done its work");
            case TEMPORARY_FAILURE -> Outcome.pending(code, "the move command is to be run again" + why);
            default -> Outcome.refused(code, "the move command exited with " + result.exit() + why);
        };
    }

    private SortedMap<String, String> environment(String host) {
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put(PAIR, pair);
        environment.put(HOST, host);
        return Collections.unmodifiableSortedMap(environment);
    }

    @Override
    public Preflight preflight(List<Target> hosts) {
        Findings findings = new Findings();
        Optional<String> noObserve = executable("observe", observe.get(0));
        noObserve.ifPresent(findings::bars);
        executable("move", move.get(0)).ifPresent(findings::bars);
        if (noObserve.isEmpty()) {
            CommandState state = look();
            state.unreadable().ifPresent(findings::unanswered);
            state.holder()
                    .filter(h -> hosts.stream().noneMatch(t -> t.host().equals(h)))
                    .ifPresent(h -> findings.warns("the observe command says " + h + ", no host of this pair"));
        }
        return findings.preflight();
    }

    /** Looked up as the operating system does: by path where there is a slash, else along PATH. */
    private static Optional<String> executable(String which, String name) {
        boolean found = name.contains("/")
                ? runs(Path.of(name))
                : Pattern.compile(File.pathSeparator)
                        .splitAsStream(
                                Optional.ofNullable(System.getenv("PATH")).orElse(""))
                        .anyMatch(directory -> runs(Path.of(directory, name)));
        return found
                ? Optional.empty()
                : Optional.of("the " + which + " command's program " + name
                        + " is not an executable file on the controller's machine");
    }

    private static boolean runs(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private String millis() {
        return timeout.toMillis() + " ms";
    }

    /** The program's own time, and what its output may take to arrive after it. */
    @Override
    public Duration callTimeout() {
        return timeout.plus(Program.LINGER.multipliedBy(2));
    }
}
