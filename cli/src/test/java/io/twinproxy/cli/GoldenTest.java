package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every verb prints, in every format, with a fixed clock. {@code -Drewrite} writes the files anew; read the
 * difference before keeping it: the JSON is an interface.
 */
class GoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private static Bench bench() {
        Bench bench = new Bench();
        bench.store.put(World.healthy("cache-a", "eni-0a1"));
        bench.store.put(World.ailing("cache-b", "eni-0b1"));
        bench.store.put(World.moving("cache-c", "eni-0c1"));
        bench.store.put(FakeStore.with(
                World.healthy("cache-d", "eni-0d1"), Entry.unreadable(3, "not JSON: Unexpected character")));
        bench.store.history("cache-a", World.events());
        return bench;
    }

    static Stream<Arguments> verbs() throws IOException {
        Path file = Files.createTempDirectory("golden").resolve("pair.yml");
        Files.writeString(file, World.file("cache-a", "eni-0a1", "90s"));
        String path = file.toString();
        List<Arguments> all = new ArrayList<>();
        for (String format : List.of("table", "json", "yaml")) {
            for (Arguments verb : List.of(
                    verb("status", "status"),
                    verb("status-one", "status cache-a"),
                    verb("explain-healthy", "explain cache-a"),
                    verb("explain-ailing", "explain cache-b"),
                    verb("explain-moving", "explain cache-c"),
                    verb("explain-unreadable", "explain cache-d"),
                    verb("history", "history cache-a -n 3"),
                    verb("history-none", "history cache-b"),
                    verb("check-ready", "check cache-a"),
                    verb("check-not-ready", "check cache-b"),
                    verb("pair-list", "pair list"),
                    verb("pair-show", "pair show cache-a"),
                    verb("pair-apply-dry-run", "pair apply --reason slower --dry-run -f " + path),
                    verb("pair-apply", "pair apply --yes --reason slower -f " + path),
                    verb("pair-apply-if-absent", "pair apply --if-absent -f " + path),
                    verb("pair-delete-refused", "pair delete cache-c --yes --reason gone"),
                    verb("pair-delete", "pair delete cache-a --yes --reason gone"),
                    verb("switchover-dry-run", "switchover cache-a --dry-run --reason practice"),
                    verb("switchover-asked", "switchover cache-a --yes --reason practice"),
                    verb("switchover-refused", "switchover cache-b --yes --reason practice"),
                    verb("failover-dry-run", "failover cache-a --to proxy-b --dry-run --reason now"),
                    verb("pause-all", "pause --all --yes --reason work"),
                    verb("drain", "drain cache-a proxy-a --yes --reason work"),
                    verb("undrain", "undrain cache-b proxy-b --yes --reason work"))) {
                all.add(Arguments.of(verb.get()[0], verb.get()[1], format));
            }
        }
        return all.stream();
    }

    private static Arguments verb(String name, String line) {
        return Arguments.of(name, line);
    }

    @ParameterizedTest(name = "{0} as {2}")
    @MethodSource("verbs")
    void printsWhatItAlwaysDid(String name, String line, String format) throws IOException {
        List<String> args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(List.of("-o", format));
        Bench.Run run = bench().run(args.toArray(String[]::new));
        String printed =
                "exit " + run.code() + "\n" + run.out() + (run.err().isEmpty() ? "" : "-- stderr\n" + run.err());
        Path file = GOLDEN.resolve(name + "." + (format.equals("table") ? "txt" : format));
        if (System.getProperty("rewrite") != null) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, printed);
        }
        assertThat(printed).isEqualTo(Files.readString(file));
    }
}
