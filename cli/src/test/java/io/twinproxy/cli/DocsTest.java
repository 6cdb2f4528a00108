package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.twinproxy.cli.output.OutputFormat;
import io.twinproxy.cli.verb.Root;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.settings.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;

/** What holds of every document: its links lead somewhere, its situations exist, its commands are taken. */
class DocsTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern NUMBER = Pattern.compile("`(\\d{3,4})`");
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|`)(?:\\./)?twinproxy ([a-z][^`\n]*)");

    private static Path root() {
        return Path.of("..").toAbsolutePath().normalize();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents =
                new ArrayList<>(List.of(root().resolve("README.md"), root().resolve("terraform/README.md")));
        try (Stream<Path> paths = Files.list(root().resolve("docs"))) {
            paths.filter(p -> p.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                if (!link.group(1).startsWith("http")) {
                    String[] parts = link.group(1).split("#", 2);
                    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
                    assertThat(target)
                            .as(document + " links to " + link.group(1))
                            .exists();
                    if (parts.length == 2) {
                        assertThat(anchors(target))
                                .as(document + ": " + link.group(1))
                                .contains(parts[1]);
                    }
                }
            }
        }
    }

    private static List<String> anchors(Path document) throws IOException {
        return Files.readString(document)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .toList();
    }

    @Test
    void situationsNamedInFailureModesExistAndNoneIsLeftOut() throws IOException {
        Matcher number = NUMBER.matcher(Files.readString(root().resolve("docs").resolve("failure-modes.md")));
        TreeSet<Integer> named = new TreeSet<>();
        while (number.find()) {
            named.add(Integer.valueOf(number.group(1)));
        }
        TreeSet<Integer> known = new TreeSet<>();
        for (Situation situation : Situation.values()) {
            known.add(situation.number());
        }
        assertThat(named).isEqualTo(known);
    }

    /** Parsed as the command parses them, and not run. A verb alone is only named, and may lack its arguments. */
    @Test
    void commandsShownAreTaken() throws IOException {
        int found = 0;
        for (Path document : documents()) {
            Matcher command = COMMAND.matcher(Files.readString(document));
            while (command.find()) {
                String words = command.group(1).replaceAll("\\s+#.*$", "").strip();
                String[] args = words.replaceAll("'[^']*'", "words").split("\\s+");
                assertThatCode(() -> parse(args))
                        .as(document + ": twinproxy " + words)
                        .doesNotThrowAnyException();
                found++;
            }
        }
        assertThat(found).isGreaterThan(20);
    }

    private static void parse(String... args) {
        try {
            line(args).parseArgs(args);
        } catch (MissingParameterException e) {
            if (args.length > 1) {
                throw e;
            }
        }
    }

    private static CommandLine line(String... args) {
        CommandLine line = Verbs.line(new Root(new Bench().shell()), args);
        line.registerConverter(Duration.class, text -> Durations.parse(text).orElseThrow());
        line.registerConverter(OutputFormat.class, text -> OutputFormat.of(text).orElseThrow());
        return line;
    }
}
