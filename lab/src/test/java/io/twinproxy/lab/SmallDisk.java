package io.twinproxy.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of a few pages, mounted over a directory in a mount namespace that only one process lives in. From
 * outside it is reached through that process's root in {@code /proc}.
 */
record SmallDisk(Path directory) {
    private static final int SIZE_BYTES = 256 * 1024;

    /** Mounts, and becomes the command; what it says goes to a file on the small disk. */
    private static final String MOUNTED =
            "mount -t tmpfs -o size=" + SIZE_BYTES + " tmpfs \"$1\" || exit 99; disk=$1; ";

    private static final String FULL = "cat /dev/zero > \"$disk/filler\" 2> /dev/null; ";

    /** Skips the test, visibly, where no mount namespace can be made. */
    static void assume(Path directory) throws IOException {
        try (Program program = Program.start(
                "unshare",
                directory,
                List.of("unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs \"$1\"", "sh", directory.toString()))) {
            Assumptions.assumeTrue(
                    program.exitCode(Duration.ofSeconds(10)) == 0, "mount namespaces need root: " + program.err());
        } catch (IOException e) {
            Assumptions.abort("mount namespaces need the command unshare: " + e.getMessage());
        }
    }

    /** The command on a disk with room. */
    List<String> around(List<String> command) {
        return in(MOUNTED + "shift; exec \"$@\"", command);
    }

    /** The command on a disk that is full from the start. */
    List<String> fullAround(List<String> command) {
        return in(MOUNTED + FULL + "shift; exec \"$@\"", command);
    }

    /** The command with its log on a disk that is full from the start. */
    List<String> fullUnderTheLogOf(List<String> command) {
        return in(MOUNTED + FULL + "shift; exec \"$@\" > \"$disk/log\" 2>&1", command);
    }

    private List<String> in(String script, List<String> command) {
        List<String> all = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh", directory.toString()));
        all.addAll(command);
        return all;
    }

    /** The disk as the process sees it. */
    private Path inside(Program program) {
        return Path.of("/proc/" + program.pid() + "/root" + directory.toAbsolutePath());
    }

    String log(Program program) throws IOException {
        return Files.readString(inside(program).resolve("log"));
    }

    void makeRoom(Program program) throws IOException {
        Files.delete(inside(program).resolve("filler"));
    }

    /** Writes until no more can be written. */
    void fill(Program program) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(inside(program).resolve("filler"))) {
            for (int i = 0; i <= SIZE_BYTES / page.length; i++) {
                out.write(page);
            }
        } catch (IOException e) {
            // Full, as wanted.
            return;
        }
        throw new IOException("more was written to the small disk than it can hold");
    }
}
