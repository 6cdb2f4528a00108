package io.twinproxy.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Odd files, given to nutcracker's own check and to ours; skipped where nutcracker is not installed. */
@Tag("once")
class NutcrackerConfigIT {
    private static final Path NUTCRACKER = Path.of("/usr/sbin/nutcracker");
    private static final String LISTEN = "  listen: 127.0.0.1:22121\n";
    private static final String SERVERS = "  servers:\n  - 127.0.0.1:1:1\n";

    @TempDir
    Path directory;

    /** Where the two differ, and why. */
    private record Different(String file, boolean nutcracker, String reason) {}

    /** What is added to a pool that is right without it; both take it, or both refuse it. */
    private static final List<String> ADDED = List.of(
            "",
            "  hash: murmur\n",
            "  hash: Murmur\n",
            "  hash: crc32a\n",
            "  hash: 'md5'\n",
            "  hash: hsieh\n  hash: hsieh\n",
            "  hash_tag: \"{}\"\n",
            "  hash_tag: $$\n",
            "  hash_tag: \"{\"\n",
            "  hash_tag: abc\n",
            "  distribution: modula\n",
            "  distribution: random\n",
            "  distribution: consistent\n",
            "  timeout: 0\n",
            "  timeout: 400\n",
            "  timeout: 0400\n",
            "  timeout: \"400\"\n",
            "  timeout: -1\n",
            "  timeout: +1\n",
            "  timeout: 1.5\n",
            "  timeout: 4e2\n",
            "  timeout: 0x10\n",
            "  timeout: 3000000000\n",
            "  timeout:\n",
            "  timeout: ''\n",
            "  timeout: |\n    400\n",
            "  backlog: 0\n",
            "  backlog: -1\n",
            "  client_connections: 7\n",
            "  tcpkeepalive: true\n",
            "  tcpkeepalive: yes\n",
            "  tcpkeepalive: True\n",
            "  preconnect: \"true\"\n",
            "  preconnect: 1\n",
            "  redis: false\n",
            "  redis: true\n",
            "  redis: true\n  redis_auth: secret\n  redis_db: 3\n",
            "  redis: true\n  redis_auth: ''\n",
            "  redis_auth: secret\n",
            "  redis_db: 3\n",
            "  redis_db: -3\n",
            "  server_connections: 0\n",
            "  server_connections: 2\n",
            "  auto_eject_hosts: true\n  server_retry_timeout: 0\n  server_failure_limit: 0\n",
            "  server_retry_timeout: x\n",
            "  sentinels: a\n",
            "  Listen: a\n",
            "  reuseport: true\n",
            "  timeout: {a: 1}\n",
            "  timeout:\n    a: 1\n",
            "  ? timeout\n  : 4\n",
            "# a comment\n");

    private static final List<String> SERVERS_GIVEN = List.of(
            "127.0.0.1:1:1",
            "127.0.0.1:1:1 name",
            "127.0.0.1:1:1 na:me",
            "127.0.0.1:1:1 a b",
            "127.0.0.1:1:1  name",
            "127.0.0.1:1",
            "127.0.0.1:1:0",
            "127.0.0.1:1:-1",
            "127.0.0.1:1:x",
            "127.0.0.1:0:1",
            "127.0.0.1:65536:1",
            "127.0.0.1:x:1",
            "127.0.0.1::1",
            "::1:1:1",
            "/tmp/a.sock:1",
            "/tmp/a.sock:1 name",
            "/tmp/a:b.sock:1",
            "/tmp/a.sock:0",
            "/tmp/a.sock",
            "no-such-name.invalid:1:1",
            "''");

    private static final List<String> LISTENS = List.of(
            "127.0.0.1:1",
            "0.0.0.0:65535",
            "'*:22121'",
            "127.0.0.1",
            "127.0.0.1:0",
            "127.0.0.1:65536",
            "127.0.0.1:x",
            "':22121'",
            "'::1:22121'",
            "/tmp/a.sock",
            "/tmp/a.sock 0777",
            "/tmp/a.sock 01777",
            "/tmp/" + "a".repeat(110));

    private static final List<String> FILES = List.of(
            "",
            "# only a comment\n",
            "just words\n",
            "- a\n- b\n",
            "p:\n",
            "p: words\n",
            "p:\n  - a\n",
            "p:\n" + LISTEN,
            "p:\n" + SERVERS,
            "p:\n" + LISTEN + "  servers:\n",
            "p:\n" + LISTEN + SERVERS + "---\nq:\n" + LISTEN + SERVERS,
            "p:\n" + LISTEN + SERVERS + "q:\n" + LISTEN + SERVERS,
            "p:\n" + LISTEN + SERVERS + "q:\n  listen: 127.0.0.1:22122\n" + SERVERS,
            "p:\n" + LISTEN + SERVERS + "p:\n  listen: 127.0.0.1:22122\n" + SERVERS,
            "p:\n" + LISTEN + "  servers:\n  - 127.0.0.1:1:1\n  - 127.0.0.1:1:2\n",
            "p:\n" + LISTEN + "  servers:\n  - 127.0.0.1:1:1 a\n  - 127.0.0.1:1:1 b\n",
            "p:\n" + LISTEN + "  servers:\n  - 127.0.0.1:1:1 a\n  - 127.0.0.1:2:1 a\n",
            "p:\n" + LISTEN + SERVERS + SERVERS,
            "p:\n" + LISTEN + "  servers:\n  - a: 1\n",
            "p:\n" + LISTEN + SERVERS + "\ttimeout: 4\n",
            "p:\n" + LISTEN + SERVERS + "  timeout: *x\n",
            "p:\n  listen:\n  - 127.0.0.1:22121\n  servers: 127.0.0.1:1:1\n",
            "p: [\n");

    private static final String FLOW =
            "Flow style and the document's marks are YAML like any other; other tools write them.";
    private static final String OVERFLOW = "Nutcracker adds digits up in 32 bits: this is 1 to it.";
    private static final String OURS = "A key of ours.";
    private static final String ONE =
            "A list of one and its element say the same; nutcracker wants exactly one list in a pool.";
    private static final List<Different> DIFFERENT = List.of(
            new Different("p:\n  listen: [127.0.0.1:1]\n" + SERVERS, false, ONE),
            new Different("p:\n" + LISTEN + "  servers: 127.0.0.1:1:1\n", false, ONE),
            new Different("p:\n" + LISTEN + "  servers:\n  - - 127.0.0.1:1:1\n", false, ONE),
            new Different("p: {listen: '127.0.0.1:22121', servers: ['127.0.0.1:1:1']}\n", false, FLOW),
            new Different("---\np:\n" + LISTEN + SERVERS, false, FLOW),
            new Different("p:\n" + LISTEN + SERVERS + "...\n", false, FLOW),
            new Different("p: &x\n" + LISTEN + SERVERS, false, FLOW),
            new Different("p:\n" + LISTEN + SERVERS + "  timeout: 4294967297\n", true, OVERFLOW),
            new Different("p:\n" + LISTEN + SERVERS + "  min_backends: 1\n", false, OURS),
            new Different("p:\n  listen: '[::1]:22121'\n" + SERVERS, false, "The usual way to write such an address."));

    @Test
    void takesWhatNutcrackerTakesAndRefusesWhatItRefuses() throws Exception {
        assumeTrue(Files.isExecutable(NUTCRACKER), "nutcracker is not installed");
        SoftAssertions softly = new SoftAssertions();
        for (String added : ADDED) {
            same(softly, "p:\n" + LISTEN + added + SERVERS);
        }
        for (String server : SERVERS_GIVEN) {
            same(softly, "p:\n" + LISTEN + "  servers:\n  - " + server + "\n");
        }
        for (String listen : LISTENS) {
            same(softly, "p:\n  listen: " + listen + "\n" + SERVERS);
        }
        for (String file : FILES) {
            same(softly, file);
        }
        softly.assertAll();
    }

    private void same(SoftAssertions softly, String yaml) throws Exception {
        softly.assertThat(ours(yaml)).as(yaml).isEqualTo(nutcracker(yaml));
    }

    @Test
    void differsWhereItSaysSo() throws Exception {
        assumeTrue(Files.isExecutable(NUTCRACKER), "nutcracker is not installed");
        SoftAssertions softly = new SoftAssertions();
        for (Different different : DIFFERENT) {
            softly.assertThat(nutcracker(different.file()))
                    .as(different.toString())
                    .isEqualTo(different.nutcracker());
            softly.assertThat(ours(different.file())).as(different.toString()).isNotEqualTo(different.nutcracker());
        }
        softly.assertAll();
    }

    private static boolean ours(String yaml) {
        try {
            return !ProxyConfig.parse(yaml, "test").pools().isEmpty();
        } catch (ConfigException e) {
            assertThat(e.problems())
                    .isNotEmpty()
                    .allMatch(problem -> !problem.text().isEmpty());
            return false;
        }
    }

    private boolean nutcracker(String yaml) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("nutcracker.yml"), yaml);
        Process process = new ProcessBuilder(
                        NUTCRACKER.toString(), "-t", "-c", "" + file, "-o", "" + directory.resolve("log"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0;
    }
}
