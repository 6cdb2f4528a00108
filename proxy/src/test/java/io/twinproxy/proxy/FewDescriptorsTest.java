package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinproxy.proxy.cache.BuiltinCache;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy whose process has no file descriptor left, as an operator's limit would have it. */
class FewDescriptorsTest {
    private static final int DESCRIPTORS = 128;
    private static final Path SHELL = Path.of("/bin/bash");

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private BuiltinCache cache() throws IOException {
        return closing(BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1 << 20));
    }

    /** Classes in jars, as they are shipped: a class in a directory takes a descriptor to be loaded. */
    private String classPath() {
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        List<String> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Files.isDirectory(Path.of(entry))) {
                String packed =
                        directory.resolve("classes" + path.size() + ".jar").toString();
                PrintStream quiet = new PrintStream(PrintStream.nullOutputStream(), true);
                assertThat(jar.run(quiet, quiet, "cf", packed, "-C", entry, "."))
                        .isZero();
                path.add(packed);
            } else if (Stream.of("netty", "slf4j", "logback", "snakeyaml", "HdrHistogram", "jspecify")
                    .anyMatch(entry::contains)) {
                path.add(entry);
            }
        }
        return String.join(File.pathSeparator, path);
    }

    private Process start(Path log, int... ports) throws IOException {
        String servers =
                java.util.Arrays.stream(ports).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        Process process = new ProcessBuilder(
                        SHELL.toString(),
                        "-c",
                        "ulimit -n " + DESCRIPTORS
                                + " && exec \"$0\" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED"
                                + " -cp \"$1\" "
                                + ProxyOfFewDescriptors.class.getName() + " " + servers,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        classPath())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        open.add(() -> process.destroyForcibly().waitFor(10, TimeUnit.SECONDS));
        return process;
    }

    private static int port(Path log) throws IOException {
        Matcher listening = Pattern.compile("listening at (\\d+)").matcher(Files.readString(log));
        return listening.find() ? Integer.parseInt(listening.group(1)) : 0;
    }

    @Test
    void acceptingPausesSaysSoAndRecoversWhileConnectedClientsGoOn() throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "there is no bash to set the limit with");
        Path log = directory.resolve("log");
        Process process = start(log, cache().port(), cache().port());
        Awaitility.await().until(() -> port(log) > 0 || !process.isAlive());
        int port = port(log);
        assumeTrue(port > 0, () -> "a process of " + DESCRIPTORS + " descriptors does not start here: " + text(log));
        TextClient connected = closing(new TextClient(port));
        String mine = "k0";
        assertThat(connected.ask("set " + mine + " 0 0 1\r\nx")).isEqualTo("STORED");

        List<Socket> hoard = new ArrayList<>();
        for (int i = 0; i < 2 * DESCRIPTORS; i++) {
            hoard.add(closing(new Socket(InetAddress.getLoopbackAddress(), port)));
        }
        Awaitility.await().until(() -> text(log).contains("File descriptors are exhausted"));
        // Longer than probes and pauses take to be tried again several times.
        Awaitility.await()
                .during(java.time.Duration.ofSeconds(2))
                .until(() -> connected.ask("get " + mine).equals("VALUE " + mine + " 0 1|x|END"));
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(connected.ask("set k" + i + " 0 0 1\r\nx"));
        }
        assertThat(answers).containsOnly("STORED", "SERVER_ERROR Too many open files");
        assertThat(answers).contains("SERVER_ERROR Too many open files");

        for (Socket socket : hoard) {
            socket.close();
        }
        assertThat(closing(new TextClient(port)).ask("get " + mine)).isEqualTo("VALUE " + mine + " 0 1|x|END");
        Awaitility.await().until(() -> text(log).contains("File descriptors are to be had again"));
        for (int i = 0; i < 20; i++) {
            assertThat(connected.ask("set k" + i + " 0 0 1\r\nx")).isEqualTo("STORED");
        }
        connected.send("stats\r\n");
        assertThat(connected.upTo("END")).contains("STAT server_ejects 0\r\n");
        assertThat(text(log).lines().filter(line -> !line.startsWith("listening")))
                .as(text(log))
                .hasSize(2)
                .allMatch(line -> line.contains("File descriptors are"));
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }
}
