package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.cli.shell.ProcessShell;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.Variable;
import io.twinproxy.coordination.zookeeper.EmbeddedOptions;
import io.twinproxy.coordination.zookeeper.EmbeddedZooKeeper;
import io.twinproxy.coordination.zookeeper.ZooKeeperOptions;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command before a ZooKeeper whose nodes have a secret. */
@Tag("once")
class SecretVerbTest {
    @TempDir
    static Path servers;

    private static EmbeddedZooKeeper server;

    @TempDir
    Path directory;

    private final TreeMap<String, String> env = new TreeMap<>();

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedZooKeeper.start(EmbeddedOptions.alone(servers));
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private Bench.Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        env.put(Variable.ZOOKEEPER.word(), server.connectString());
        Shell real = ProcessShell.of((hosts, access) -> ZooKeeperStore.connect(
                hosts,
                ZooKeeperOptions.of("command")
                        .withFirstWait(Duration.ofSeconds(20))
                        .withAccess(access)));
        Shell shell = new Shell(
                new PrintWriter(out),
                new PrintWriter(err),
                real.terminal(),
                real.signals(),
                real.clock(),
                real.nanos(),
                env,
                real.user(),
                real.stores(),
                real.ids());
        return new Bench.Run(new Command(shell).run(args), out.toString(), err.toString());
    }

    @Test
    void theSecretIsMadeGivenByOptionOrVariableAndChangedWithoutBeingShown() throws Exception {
        String first = directory.resolve("first").toString();
        String second = directory.resolve("second").toString();
        assertThat(run("secret", "make", first).code()).isZero();
        assertThat(run("secret", "make", second).out()).contains(second + " holds a fresh secret");
        assertThat(run("secret", "make", first).code()).isEqualTo(1);

        // Nobody leads, which is a 3; it was let in.
        assertThat(run("status", "--zookeeper-secret", first).code()).isEqualTo(3);
        Bench.Run none = run("status");
        assertThat(none.code()).as(none.toString()).isEqualTo(4);
        assertThat(none.err()).contains("asks for a secret, and none is given");
        env.put(Variable.ZOOKEEPER_SECRET.word(), second);
        Bench.Run wrong = run("status");
        assertThat(wrong.code()).isEqualTo(4);
        assertThat(wrong.err()).contains("refuses the secret");
        assertThat(wrong.err() + wrong.out())
                .doesNotContain(Files.readString(Path.of(first)).strip())
                .doesNotContain(Files.readString(Path.of(second)).strip());

        Bench.Run applied = run("secret", "apply", second, "--zookeeper-secret", first, "-o", "json");
        assertThat(applied.code()).as(applied.toString()).isZero();
        assertThat(applied.out()).containsPattern("\"nodes\": ?[5-9]");
        assertThat(run("status").code()).isEqualTo(3);
        assertThat(run("status", "--zookeeper-secret", first).code()).isEqualTo(4);
    }

    @Test
    void filesThatCannotBeUsedAreToldOfAllAtOnce() throws Exception {
        Path open = Files.writeString(directory.resolve("open"), "aaaaaaaaaaaaaaaa\n");
        Bench.Run run = run("status", "--zookeeper-secret", open.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("chmod 600 " + open);
        Bench.Run tls = run("status", "--zookeeper-tls", "ca.pem,tls.pem");
        assertThat(tls.code()).isEqualTo(2);
        assertThat(tls.err()).contains("must be three paths: CA,CERTIFICATE,KEY");
    }
}
