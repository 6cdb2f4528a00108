package io.twinproxy.coordination.zookeeper;

import static io.twinproxy.coordination.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.settings.AccessFiles;
import io.twinproxy.coordination.settings.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.util.PemReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ensemble that talks TLS only, to its clients and among its members. */
@Tag("once")
class EnsembleTlsTest {
    /** Long enough for one that is let in, which takes a fraction of it. */
    private static final Duration REFUSED_AFTER = Duration.ofSeconds(2);

    @TempDir
    static Path directory;

    private static Pems pems;
    private static TlsFiles member;
    private static TlsFiles client;
    private static Three three;

    @BeforeAll
    static void start() throws Exception {
        pems = new Pems(directory.resolve("pems"));
        member = pems.issue("member", "IP:127.0.0.1");
        client = pems.issue("client", "DNS:a-client");
        three = new Three(directory, access(member).tls());
        three.startAll();
        try (ZooKeeperStore store = connect(access(client), Duration.ofSeconds(20))) {
            store.putSpec(spec("cache-a"), Entry.ABSENT);
        }
    }

    @AfterAll
    static void end() {
        if (three != null) {
            three.close();
        }
        // ZooKeeper makes its servers' settings the JVM's; other tests of this JVM want none of these.
        System.getProperties()
                .keySet()
                .removeIf(key ->
                        key.toString().startsWith("zookeeper.ssl.") || key.equals("zookeeper.serverCnxnFactory"));
    }

    private static Access access(TlsFiles files) throws AccessException {
        return Access.read(new AccessFiles(Optional.empty(), false, Optional.of(files)));
    }

    private static ZooKeeperStore connect(Access access, Duration wait) throws Exception {
        return ZooKeeperStore.connect(
                three.hosts(),
                ZooKeeperOptions.of("tls-test").withFirstWait(wait).withAccess(access));
    }

    private ZooKeeper watched;

    @AfterEach
    void close() throws Exception {
        if (watched != null) {
            watched.close();
        }
    }

    @Test
    void aMemberThatGoesAndComesBackIsTalkedToInTlsAgain() throws Exception {
        three.stop(1);
        try (ZooKeeperStore store = connect(access(client), Duration.ofSeconds(20))) {
            assertThat(store.pairs()).contains("cache-a");
            three.start(1);
            try (ZooKeeperStore own = ZooKeeperStore.connect(
                    three.host(1),
                    ZooKeeperOptions.of("own")
                            .withFirstWait(Duration.ofSeconds(20))
                            .withAccess(access(client)))) {
                await().atMost(Duration.ofSeconds(20)).until(() -> own.pairs().contains("cache-a"));
            }
        }
    }

    @Test
    void whoTalksInTheClearOrWithoutACertificateOrWithAStrangersIsNotLetIn() throws Exception {
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> connect(Access.OPEN, REFUSED_AFTER))
                .withMessageContaining("did not answer");

        Pems strangers = new Pems(directory.resolve("strangers"));
        TlsFiles own = strangers.issue("stranger", "DNS:a-stranger");
        TlsFiles stranger = new TlsFiles(pems.file("ca.pem"), own.certificate(), own.key());
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> connect(access(stranger), REFUSED_AFTER))
                .withMessageContaining("did not answer");

        ZKClientConfig without = access(client).clientConfig();
        without.setProperty("zookeeper.ssl.keyStore.location", "");
        CountDownLatch connected = new CountDownLatch(1);
        watched = new ZooKeeper(
                three.hosts(),
                3000,
                event -> {
                    if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                        connected.countDown();
                    }
                },
                without);
        assertThat(connected.await(REFUSED_AFTER.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
    }

    @Test
    void membersTakeNoPeerWithoutACertificate() throws Exception {
        KeyStore trusted = PemReader.loadTrustStore(pems.file("ca.pem").toFile());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        int electionPort = Integer.parseInt(three.peers().get(1).split(":", -1)[2]);
        IOException refused = catchThrowableOfType(IOException.class, () -> {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", electionPort)) {
                socket.setSoTimeout(5000);
                socket.startHandshake();
                // In TLS 1.3 the refusal comes after the handshake.
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("closed");
                }
            }
        });
        assertThat(refused)
                .isNotNull()
                .hasMessageMatching("(?s).*(bad_certificate|certificate_required|closed|reset|close).*");
    }

    @Test
    void aServerReachedByANameThatItsCertificateDoesNotHaveIsNotBelieved() throws Exception {
        String byName = three.host(1).replace("127.0.0.1", "localhost");
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> ZooKeeperStore.connect(
                        byName,
                        ZooKeeperOptions.of("tls-test")
                                .withFirstWait(REFUSED_AFTER)
                                .withAccess(access(client))))
                .withMessageContaining("did not answer");
    }

    @Test
    void everyFileThatCannotBeUsedIsNamedAtOnce() throws Exception {
        Path garbage = Files.writeString(directory.resolve("garbage.pem"), "not a certificate\n");
        AccessException wrong = catchThrowableOfType(
                AccessException.class, () -> access(new TlsFiles(garbage, pems.file("none.pem"), pems.file("ca.pem"))));
        assertThat(wrong.problems())
                .hasSize(3)
                .anySatisfy(p -> assertThat(p).contains(garbage + ": cannot be used", "the authority's certificates"))
                .anySatisfy(p -> assertThat(p).contains("none.pem: there is no such file"))
                .anySatisfy(p -> assertThat(p).contains("ca.pem: cannot be used", "PKCS #8"));
    }
}
