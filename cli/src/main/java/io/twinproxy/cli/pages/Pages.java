package io.twinproxy.cli.pages;

import io.twinproxy.cli.Verbs;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.ProcessShell;
import io.twinproxy.cli.verb.Root;
import io.twinproxy.coordination.UnavailableException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Writes the manual and the completion for a package: {@code Pages DIR VERSION} makes {@code DIR/man/man1/*.1} and
 * {@code DIR/completion/twinproxy}. The same sources, version and {@code SOURCE_DATE_EPOCH} give the same bytes.
 */
public final class Pages {
    /** Seconds since 1970, set by who builds packages: https://reproducible-builds.org/specs/source-date-epoch/. */
    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    private Pages() {}

    public static void main(String[] args) {
        System.exit(run(System.err, System.getenv(), args).code());
    }

    static Exit run(PrintStream err, Map<String, String> environment, String... args) {
        if (args.length != 2 || args[0].isBlank() || args[1].isBlank()) {
            err.println("Say where to write and for which version, and nothing else: Pages DIR VERSION.");
            return Exit.USAGE;
        }
        try {
            write(Path.of(args[0]), new Edition(args[1], date(environment)));
            return Exit.DONE;
        } catch (InvalidPathException e) {
            err.println("DIR is '" + args[0] + "', which is no path: " + e.getReason() + ".");
            return Exit.USAGE;
        } catch (NumberFormatException | DateTimeException e) {
            err.println("$" + EPOCH + " is '" + environment.get(EPOCH) + "'; it must be seconds since 1970.");
            return Exit.USAGE;
        } catch (IOException e) {
            err.println("The pages cannot be written: " + e + ".");
            return Exit.FAILED;
        }
    }

    private static Optional<LocalDate> date(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(EPOCH))
                .filter(text -> !text.isEmpty())
                .map(text -> LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(text)), ZoneOffset.UTC));
    }

    private static void write(Path directory, Edition edition) throws IOException {
        Path manual = Files.createDirectories(directory.resolve("man").resolve("man1"));
        for (Map.Entry<String, String> page : ManPages.of(command(), edition).entrySet()) {
            Files.writeString(manual.resolve(page.getKey() + ".1"), page.getValue(), StandardCharsets.UTF_8);
        }
        Path completion = Files.createDirectories(directory.resolve("completion"));
        Files.writeString(completion.resolve("twinproxy"), Completion.bash(command()), StandardCharsets.UTF_8);
    }

    /** The command as it parses, with all its verbs; none of them runs, so no store is ever opened. */
    static CommandLine command() {
        return Verbs.line(new Root(ProcessShell.of((hosts, access) -> {
            throw new UnavailableException("the manual is written without it");
        })));
    }
}
