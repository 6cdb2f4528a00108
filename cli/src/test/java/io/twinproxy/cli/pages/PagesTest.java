package io.twinproxy.cli.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinproxy.cli.shell.Exit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written, as the programs take it that read it on a user's machine. */
@Tag("once")
class PagesTest {
    /** 1 August 2026. */
    private static final Map<String, String> DATED = Map.of("SOURCE_DATE_EPOCH", "1785542400");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void areWritten() throws IOException {
        assertThat(run(DATED, directory.toString(), "1.2.3")).isEqualTo(Exit.DONE);
        assertThat(said()).isEmpty();
    }

    private Exit run(Map<String, String> environment, String... args) throws IOException {
        err.reset();
        try (PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            return Pages.run(to, environment, args);
        }
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static SortedMap<String, String> files(Path directory) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(path).toString(), Files.readString(path));
            }
        }
        return files;
    }

    /** The program's output and errors, as one. */
    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? output : output + "exit " + process.exitValue();
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    @Test
    void aRunAfterAnotherGivesTheSameFiles(@TempDir Path second) throws IOException {
        run(DATED, second.toString(), "1.2.3");
        assertThat(files(second))
                .isEqualTo(files(directory))
                .containsKeys("completion/twinproxy", "man/man1/twinproxy.1", "man/man1/twinproxy-pair-apply.1");
        assertThat(files(second).get("man/man1/twinproxy.1")).contains("\"2026-08-01\" \"Twinproxy 1.2.3\"");
    }

    @Test
    void withoutADateTheFootHasNone() throws IOException {
        assertThat(run(Map.of(), directory.toString(), "1.2.3")).isEqualTo(Exit.DONE);
        assertThat(files(directory).get("man/man1/twinproxy.1")).contains("1 \"\" \"Twinproxy 1.2.3\"");
    }

    @Test
    void wrongArgumentsAreToldInASentence() throws IOException {
        String there = directory.toString();
        assertThat(run(DATED, there)).isEqualTo(Exit.USAGE);
        assertThat(said())
                .isEqualTo("Say where to write and for which version, and nothing else: Pages DIR VERSION.\n");
        assertThat(run(DATED, there, " ")).isEqualTo(Exit.USAGE);
        assertThat(run(DATED, there, "1", "2")).isEqualTo(Exit.USAGE);
        assertThat(run(DATED, "\0", "1")).isEqualTo(Exit.USAGE);
        assertThat(run(Map.of("SOURCE_DATE_EPOCH", "today"), there, "1")).isEqualTo(Exit.USAGE);
        assertThat(said()).isEqualTo("$SOURCE_DATE_EPOCH is 'today'; it must be seconds since 1970.\n");
        assertThat(run(DATED, directory.resolve("man/man1/twinproxy.1").toString(), "1"))
                .isEqualTo(Exit.FAILED);
        assertThat(said()).startsWith("The pages cannot be written: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"groff -man -ww -z -Tutf8", "mandoc -T lint -W warning"})
    void aFormatterHasNothingToWarnOf(String formatter) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(formatter.split(" ")));
        assumeTrue(installed(command.get(0)), command.get(0) + " is not installed");
        try (Stream<Path> pages = Files.list(directory.resolve("man/man1"))) {
            pages.sorted().map(Path::toString).forEach(command::add);
        }
        assertThat(output(command)).isEmpty();
    }

    /** The hyphen that a formatter breaks words with is none that anybody types. */
    @Test
    void noWordIsBrokenAndNoHyphenIsOnlyALookAlike() throws IOException, InterruptedException {
        assumeTrue(installed("groff"), "groff is not installed");
        for (String page : files(directory.resolve("man")).keySet()) {
            String path = directory.resolve("man").resolve(page).toString();
            assertThat(output(List.of("groff", "-man", "-Tutf8", path)))
                    .as(page)
                    .contains("TWINPROXY")
                    .doesNotContain("\u2010");
        }
    }

    @Test
    void bashTakesTheCompletion() throws IOException, InterruptedException {
        assumeTrue(installed("bash"), "bash is not installed");
        assertThat(output(List.of("bash", "-n", completion()))).isEmpty();
    }

    private String completion() {
        return directory.resolve("completion/twinproxy").toString();
    }

    /** What is typed, the last word in part, and all that may stand there. */
    @ParameterizedTest
    @CsvSource({
        "sw, switchover",
        "pair ap, apply",
        "status --wa, --watch",
        "status -o js, json",
        "'status --output ', table json yaml",
        "pair apply --dry, --dry-run",
        "sandbox --fault fr, freeze",
        "sandbox --endpoint target-group-, target-group-gate",
        "proxy -o js, ''",
    })
    void bashCompletes(String typed, String expected) throws IOException, InterruptedException {
        assertThat(completed(directory, typed)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent -c", "proxy -o", "proxy --pid-file", "status --zookeeper-secret", "config check"})
    void bashCompletesPaths(String typed) throws IOException, InterruptedException {
        assertThat(completed(directory, typed + " comp")).isEqualTo("completion");
    }

    /** Bash has a {@code compopt} of its own only while a person completes. */
    private String completed(Path where, String typed) throws IOException, InterruptedException {
        assumeTrue(installed("bash"), "bash is not installed");
        List<String> words = List.of(typed.split(" ", -1));
        String script =
                "compopt() { :; }; cd '" + where + "' && . completion/twinproxy && COMP_WORDS=(twinproxy \"$@\")"
                        + " && COMP_CWORD=$# && _complete_twinproxy; echo \"${COMPREPLY[*]}\"";
        List<String> command = new ArrayList<>(List.of("bash", "--norc", "-c", script, "bash"));
        command.addAll(words);
        return output(command).strip().replaceAll("\\s+", " ");
    }
}
