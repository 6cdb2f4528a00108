package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statistics port beside that of a running nutcracker with the same file; skipped where there is none. */
@Tag("once")
class NutcrackerStatsIT {
    private static final Path NUTCRACKER = Path.of("/usr/sbin/nutcracker");

    @TempDir
    Path directory;

    @Test
    void statisticsHaveItsFieldsInItsOrderAndSpacing() throws Exception {
        assumeTrue(Files.isExecutable(NUTCRACKER), "nutcracker is not installed");
        String yaml = pool("zeta") + pool("beta") + pool("alphabet");
        String theirs = ofNutcracker(yaml);
        String ours = ofProxy(yaml);
        assertThat(ours).contains("\"state\":\"");
        // What nutcracker does not say stands at the end of what it does.
        assertThat(shape(ours.replaceAll(", \"state\":\"[a-z]+\"", ""))).isEqualTo(shape(theirs));
    }

    private static String pool(String name) {
        return name + ":\n  listen: 127.0.0.1:" + Memcached.freePort() + "\n  servers:\n  - 127.0.0.1:1:1 long-name\n"
                + "  - 127.0.0.1:2:1\n  - 127.0.0.1:11211:1\n  - 127.0.0.1:3:2 b\n";
    }

    /** Everything but the values. */
    private static String shape(String json) {
        return json.replaceAll(":-?[0-9]+", ":0").replaceAll("\"(source|version)\":\"[^\"]*\"", "\"$1\":\"\"");
    }

    private static String ofProxy(String yaml) {
        try (Proxy proxy = Proxies.start(
                        Proxies.parse(yaml),
                        Proxies.options().withStatistics(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
                TextClient client =
                        new TextClient(proxy.statisticsAddress().orElseThrow().getPort())) {
            return client.line();
        }
    }

    private String ofNutcracker(String yaml) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("nutcracker.yml"), yaml);
        int port = Memcached.freePort();
        Process process = new ProcessBuilder(
                        NUTCRACKER.toString(),
                        "-c",
                        "" + file,
                        "-s",
                        "" + port,
                        "-a",
                        "127.0.0.1",
                        "-o",
                        "" + directory.resolve("log"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return Awaitility.await().until(() -> answer(port), text -> text.endsWith("}"));
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** Empty while nobody listens. */
    private static String answer(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
