package io.twinproxy.lab.proxy;

import io.twinproxy.lab.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which programs were measured, by what they say of themselves; nothing of where they are installed. */
final class Versions {
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private Versions() {}

    /** The first line a program prints of its version; empty where there is no such program. */
    static String of(Path directory, String... command) {
        try (Program program =
                Program.start("version-" + Path.of(command[0]).getFileName(), directory, List.of(command))) {
            program.exitCode(WITHIN);
            return (program.out() + program.err())
                    .lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse("")
                    .strip();
        } catch (IOException absent) {
            return "";
        }
    }

    /** All that play a part. */
    static List<String> all(String launcher, Path directory) {
        List<String> versions = new ArrayList<>();
        versions.add(of(directory, launcher, "--version"));
        versions.add(of(directory, "nutcracker", "-V").replace("This is ", ""));
        versions.add(of(directory, "memcached", "-V"));
        versions.add(haproxy(directory).replaceAll(" - https?://.*", ""));
        versions.add("JDK " + System.getProperty("java.version"));
        versions.removeIf(String::isEmpty);
        return versions;
    }

    /** Empty where it is not installed. */
    static String haproxy(Path directory) {
        return of(directory, "haproxy", "-v");
    }
}
