package io.twinproxy.cli;

import io.twinproxy.cli.output.Output;
import io.twinproxy.cli.output.OutputFormat;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.cli.verb.Root;
import io.twinproxy.cli.verb.Verb;
import io.twinproxy.coordination.settings.Durations;
import io.twinproxy.coordination.settings.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Arguments in, exit code out. */
public final class Command {
    private static final String WAIT = "--wait";

    private final Shell shell;

    public Command(Shell shell) {
        this.shell = shell;
    }

    public int run(String... args) {
        Root root = new Root(shell);
        CommandLine line = Verbs.line(root, args);
        collectErrors(line);
        line.registerConverter(
                Duration.class,
                text -> Durations.parse(text)
                        .orElseThrow(
                                () -> new TypeConversionException("'" + text + "' is not a duration such as 30s")));
        line.registerConverter(
                OutputFormat.class,
                text -> OutputFormat.of(text)
                        .orElseThrow(() -> new TypeConversionException("'" + text + "' is not table, json or yaml")));
        try {
            return run(root, line, explicit(args)).code();
        } finally {
            shell.out().flush();
            shell.err().flush();
        }
    }

    /** Every mistake is to be told at once; picocli keeps this setting for each command apart. */
    private static void collectErrors(CommandLine line) {
        line.getCommandSpec().parser().collectErrors(true);
        line.getSubcommands().values().forEach(Command::collectErrors);
    }

    /** A bare {@code --wait} is spelled out, or picocli would take the pair that follows it for its duration. */
    private static String[] explicit(String... args) {
        String[] explicit = args.clone();
        for (int i = 0; i < explicit.length; i++) {
            if (explicit[i].equals(WAIT)) {
                explicit[i] = WAIT + "=60s";
            }
        }
        return explicit;
    }

    private Exit run(Root root, CommandLine line, String... args) {
        ParseResult parsed;
        try {
            parsed = line.parseArgs(args);
        } catch (ParameterException e) {
            return usage(e.getCommandLine(), List.of(e));
        }
        ParseResult last = parsed;
        List<Exception> errors = new ArrayList<>(parsed.errors());
        while (last.hasSubcommand()) {
            last = last.subcommand();
            errors.addAll(last.errors());
        }
        CommandLine asked = last.commandSpec().commandLine();
        if (asked.isUsageHelpRequested()) {
            asked.usage(shell.out(), shell.colour() ? Ansi.ON : Ansi.OFF);
            return Exit.DONE;
        }
        if (line.isVersionHelpRequested()) {
            line.printVersionHelp(shell.out(), Ansi.OFF);
            return Exit.DONE;
        }
        if (!errors.isEmpty()) {
            return usage(asked, errors);
        }
        if (!(asked.getCommand() instanceof Verb verb)) {
            asked.usage(shell.err(), Ansi.OFF);
            return Exit.USAGE;
        }
        return run(verb, root.output());
    }

    private static Exit run(Verb verb, Output output) {
        try {
            return verb.run();
        } catch (VerbException e) {
            output.show(e);
            return e.exit();
        }
    }

    /** Parsing went wrong, so what {@code -o} was meant to be is not known: problems are plain lines. */
    private Exit usage(CommandLine asked, List<? extends Exception> errors) {
        List<String> sentences = new ArrayList<>();
        for (Exception error : errors) {
            if (error instanceof UnmatchedArgumentException unmatched) {
                unmatched.getUnmatched().forEach(word -> sentences.add(unknown(asked, word)));
            } else {
                sentences.add(String.valueOf(error.getMessage()));
            }
        }
        sentences.add("Help: " + asked.getCommandSpec().qualifiedName() + " --help");
        new Output(OutputFormat.TABLE, shell).show(new VerbException(Exit.USAGE, sentences));
        return Exit.USAGE;
    }

    private static String unknown(CommandLine asked, String word) {
        boolean option = word.startsWith("-");
        String name = option && word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        TreeSet<String> known = new TreeSet<>(
                option
                        ? asked.getCommandSpec().optionsMap().keySet()
                        : asked.getSubcommands().keySet());
        String what = option ? "Unknown option " : known.isEmpty() ? "One argument too many: " : "Unknown verb ";
        return what
                + name
                + Nearest.to(name, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse(known.isEmpty() ? "" : "; known: " + String.join(", ", known));
    }
}
