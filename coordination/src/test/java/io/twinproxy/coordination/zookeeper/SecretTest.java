package io.twinproxy.coordination.zookeeper;

import static io.twinproxy.coordination.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Tag("once")
class SecretTest {
    private static final Duration WITHIN = Duration.ofSeconds(20);

    @TempDir
    static Path servers;

    private static EmbeddedZooKeeper server;

    @TempDir
    Path directory;

    private String hosts;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedZooKeeper.start(EmbeddedOptions.alone(servers));
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void freshRoot() throws Exception {
        hosts = Cluster.freshRoot(server.connectString());
    }

    private Secret fresh(String name) throws Exception {
        return Secret.make(directory.resolve(name), new SecureRandom());
    }

    private static ZooKeeperStore store(String hosts, Optional<Secret> secret) throws Exception {
        return ZooKeeperStore.connect(
                hosts,
                Cluster.options("secret-test", Duration.ofSeconds(2)).withAccess(new Access(secret, Optional.empty())));
    }

    @Test
    void everyNodeIsOpenToTheSecretAndToNothingElse() throws Exception {
        Secret secret = fresh("secret");
        try (ZooKeeperStore store = store(hosts, Optional.of(secret))) {
            store.putSpec(spec("cache-a"), Entry.ABSENT);
            try (Leadership leadership = store.stand("controller-1", "")) {
                await().atMost(WITHIN).until(() -> leadership.lease().isPresent());
                List<List<ACL>> all = new ArrayList<>();
                acls(store.connection().client().getZookeeperClient().getZooKeeper(), "/twinproxy", all);
                assertThat(all)
                        .hasSizeGreaterThan(8)
                        .allSatisfy(acl -> assertThat(acl)
                                .singleElement()
                                .satisfies(one ->
                                        assertThat(one.getId().getScheme()).isEqualTo("digest"))
                                .satisfies(one -> assertThat(one.getPerms()).isEqualTo(ZooDefs.Perms.ALL)));
            }
        }
        ZooKeeper stranger = Cluster.plain(hosts);
        try {
            assertThatExceptionOfType(KeeperException.NoAuthException.class)
                    .isThrownBy(() -> stranger.getChildren("/twinproxy/pairs", false));
            assertThatExceptionOfType(KeeperException.NoAuthException.class)
                    .isThrownBy(() -> stranger.delete("/twinproxy/pairs/cache-a/spec", -1));
        } finally {
            stranger.close();
        }
    }

    private static void acls(ZooKeeper zooKeeper, String path, List<List<ACL>> all) throws Exception {
        all.add(zooKeeper.getACL(path, null));
        for (String child : zooKeeper.getChildren(path, false)) {
            acls(zooKeeper, path + "/" + child, all);
        }
    }

    @Test
    void anotherSecretOrNoneIsRefusedAtOnceWithASentenceThatNamesNeither() throws Exception {
        Secret secret = fresh("secret");
        store(hosts, Optional.of(secret)).close();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> store(hosts, Optional.of(fresh("other"))))
                .withMessageContaining("refuses the secret: its nodes were made with another")
                .withMessageNotContaining(
                        Files.readString(directory.resolve("other")).strip());
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> store(hosts, Optional.empty()))
                .withMessageContaining("asks for a secret, and none is given");
        assertThat(Cluster.options("x", WITHIN)
                        .withAccess(new Access(Optional.of(secret), Optional.empty()))
                        .toString())
                .doesNotContain(Files.readString(directory.resolve("secret")).strip())
                .contains("(secret)");
    }

    @Test
    void aDaemonLogsTheRefusalOnceTriesOnAndGetsInWhenTheSecretIsPutOntoTheNodes() throws Exception {
        Secret first = fresh("first");
        Secret second = fresh("second");
        try (ZooKeeperStore owner = store(hosts, Optional.of(first))) {
            owner.putSpec(spec("cache-a"), Entry.ABSENT);
            ListAppender<ILoggingEvent> log = new ListAppender<>();
            log.start();
            Logger logger = (Logger) LoggerFactory.getLogger(Connection.class);
            logger.addAppender(log);
            try (ZooKeeperStore daemon = ZooKeeperStore.connect(
                    hosts,
                    ZooKeeperOptions.of("daemon").withAccess(new Access(Optional.of(second), Optional.empty())))) {
                await().atMost(WITHIN).until(() -> refusals(log) == 1);
                assertThatExceptionOfType(RefusedException.class).isThrownBy(daemon::pairs);

                // Both meanwhile, as while parties are restarted one after another; then the new one alone.
                Path both = directory.resolve("both");
                Files.writeString(
                        both,
                        Files.readString(directory.resolve("first")) + Files.readString(directory.resolve("second")));
                Files.setPosixFilePermissions(both, PosixFilePermissions.fromString("rw-------"));
                assertThat(SecretChange.apply(owner, Secret.read(both))).isGreaterThan(6);
                assertThat(SecretChange.apply(owner, Secret.read(both))).isZero();
                await().atMost(WITHIN)
                        .ignoreException(RefusedException.class)
                        .until(() -> !daemon.pairs().isEmpty());
                assertThat(refusals(log)).isEqualTo(1);
                assertThat(SecretChange.apply(owner, second)).isGreaterThan(6);
                assertThat(daemon.pairs()).containsExactly("cache-a");
            } finally {
                logger.detachAppender(log);
            }
            assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> store(hosts, Optional.of(first)));
        }
    }

    private static long refusals(ListAppender<ILoggingEvent> log) {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getFormattedMessage().contains("refuses the secret"))
                .count();
    }

    @Test
    void aTreeFromBeforeIsServedAndClosedByPuttingTheSecretOntoIt() throws Exception {
        Secret secret = fresh("secret");
        try (ZooKeeperStore open = store(hosts, Optional.empty())) {
            open.putSpec(spec("cache-a"), Entry.ABSENT);
        }
        try (ZooKeeperStore store = store(hosts, Optional.of(secret))) {
            assertThat(store.pairs()).containsExactly("cache-a");
            SecretChange.apply(store, secret);
        }
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> store(hosts, Optional.empty()));
    }

    @Test
    void aMadeFileIsItsOwnersAndIsNotOverwritten() throws Exception {
        Path file = directory.resolve("secret");
        fresh("secret");
        String made = Files.readString(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatIOException().isThrownBy(() -> fresh("secret")).withMessageContaining("is not overwritten");
        assertThat(Files.readString(file)).isEqualTo(made);
        Secret.readOrMake(file, new SecureRandom());
        assertThat(Files.readString(file)).isEqualTo(made);
        assertThatIOException()
                .isThrownBy(() -> fresh("no/secret"))
                .withMessageContaining("no/secret: cannot be written");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatIOException().isThrownBy(() -> Secret.read(file)).withMessageContaining("chmod 600");
        assertThatIOException()
                .isThrownBy(() -> Secret.read(directory.resolve("none")))
                .withMessageContaining("there is no such file");
        assertThatIOException().isThrownBy(() -> Secret.read(directory)).withMessageContaining("is not a file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "sixteen-chars-12 with-a-blank-16",
                "aaaaaaaaaaaaaaaa\naaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaa\nbbbbbbbbbbbbbbbb\ncccccccccccccccc",
                "übergroß-übergroß"
            })
    void whatIsNoSecretIsRefusedWithoutBeingShown(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatIOException()
                .isThrownBy(() -> Secret.read(file))
                .withMessageContaining("secret: holds no secret; it must hold one word of 16 to 256")
                .satisfies(e -> assertThat(text.isEmpty()
                                || !String.valueOf(e.getMessage()).contains(text))
                        .isTrue());
    }
}
