package io.twinproxy.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.Memcached;
import io.twinproxy.proxy.Proxies;
import io.twinproxy.proxy.Proxy;
import io.twinproxy.proxy.ProxyException;
import io.twinproxy.proxy.Redis;
import io.twinproxy.proxy.RespClient;
import io.twinproxy.proxy.TextClient;
import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.backend.Transport;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.stats.BackendField;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxy between encrypted clients and real servers that speak TLS only; skipped where there are none. */
@ExtendWith(Leaks.class)
class RealTlsIT {
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path directory;

    private Certificates authority;

    @BeforeEach
    void makeCertificates() throws Exception {
        authority = Certificates.authority("authority").into(directory, "ca");
        authority.issue("proxy", "localhost").into(directory, "proxy");
        authority.issue("server", "localhost", "127.0.0.1").into(directory, "server");
    }

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

    private Memcached memcached(String certificate) {
        return closing(Memcached.launchTls(file(certificate + ".pem"), file(certificate + ".key")));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private ProxyConfig config(String settings, int... ports) {
        return Proxies.config(settings.replace("@", directory + "/"), ports);
    }

    private static final String BOTH =
            "tls: {certificate: @proxy.pem, key: @proxy.key}\nserver_tls: {ca: @ca.pem}\ntimeout: 3000\n";

    @ParameterizedTest
    @CsvSource({"EPOLL, TLSv1.3", "EPOLL, TLSv1.2", "NIO, TLSv1.3"})
    void servesEverythingThroughTlsOnBothSides(Transport transport, String protocol) {
        assumeTrue(transport == Transport.NIO || Transport.best() == Transport.EPOLL, "there is no epoll here");
        Proxy proxy = closing(Proxies.start(
                config(BOTH, memcached("server").port(), memcached("server").port()),
                Proxies.options().withTransport(transport).withEventLoops(2)));
        for (int round = 0; round < 2; round++) {
            TextClient client = closing(TlsClients.text(authority.trusting(), Proxies.port(proxy), protocol));
            assertThat(client.ask("version")).isEqualTo("VERSION 1.6.0-twinproxy");
            String big = "v".repeat(1_000_000) + round;
            assertThat(client.ask("set big 0 0 " + big.length() + "\r\n" + big)).isEqualTo("STORED");
            assertThat(client.ask("get big")).isEqualTo("VALUE big 0 " + big.length() + "|" + big + "|END");
            StringBuilder pipeline = new StringBuilder();
            StringBuilder keys = new StringBuilder("get");
            for (int i = 0; i < 200; i++) {
                String value = ("v" + i).repeat(1 + 7 * i);
                pipeline.append("set k%d 0 0 %d\r\n%s\r\n".formatted(i, value.length(), value));
                pipeline.append("get k%d nothing%d\r\n".formatted(i, i));
                keys.append(" k").append(i);
            }
            client.send(pipeline.toString());
            for (int i = 0; i < 200; i++) {
                assertThat(client.reply()).isEqualTo("STORED");
                assertThat(client.reply()).startsWith("VALUE k" + i + " 0 ").endsWith("v" + i + "|END");
            }
            client.send((keys + "\r\n").repeat(2) + "get big\r\n".repeat(2) + "quit\r\n");
            for (int i = 0; i < 2; i++) {
                assertThat(client.reply().split("VALUE", -1)).hasSize(201);
            }
            for (int i = 0; i < 2; i++) {
                assertThat(client.reply()).hasSize(big.length() + ("VALUE big 0 " + big.length() + "||END").length());
            }
            assertThat(client.line()).isEqualTo("<eof>");
        }
        assertThat(proxy.stats().pools().get(0).backends())
                .allMatch(server -> server.get(BackendField.SERVER_CONNECTIONS) > 0)
                .allMatch(server -> server.state() == Backend.State.IN);
    }

    @Test
    void bringsAServerBackThroughEncryptedProbes() {
        Memcached server = memcached("server");
        Proxy proxy = closing(Proxies.start(
                config(
                        BOTH + "auto_eject_hosts: true\nserver_failure_limit: 1\nserver_retry_timeout: 100",
                        server.port()),
                Proxies.options().withProbeInterval(Duration.ofMillis(100))));
        TextClient client = closing(TlsClients.text(authority.trusting(), Proxies.port(proxy)));
        assertThat(client.ask("get k")).isEqualTo("END");
        server.kill();
        Awaitility.await().until(() -> state(proxy) == Backend.State.EJECTED);
        server.start();
        Awaitility.await().until(() -> state(proxy) == Backend.State.IN);
        assertThat(client.ask("get k")).isEqualTo("END");
    }

    private static Backend.State state(Proxy proxy) {
        return proxy.health().pools().get(0).backends().get(0).state();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server|{ca: @other.pem}|TLS: its certificate is not signed by an authority that is trusted here",
                "server|true|TLS: its certificate is not signed by an authority that is trusted here",
                "server|{ca: @ca.pem, name: cache.example.com}|TLS: No subject alternative DNS name matching"
                        + " cache.example.com found",
                "proxy|{ca: @ca.pem}|TLS: No subject alternative names matching IP address 127.0.0.1 found",
                "old|{ca: @ca.pem}|TLS: its certificate has expired",
            })
    void doesNotSpeakToAServerItCannotTrustUntilAReloadTellsItHow(String server, String tls, String why)
            throws ProxyException, Exception {
        authority
                .issue("EC", "old", Duration.ofDays(-9), Duration.ofDays(-1), "127.0.0.1")
                .into(directory, "old");
        Certificates.authority("authority").into(directory, "other");
        Memcached memcached = memcached(server);
        Proxy proxy = closing(Proxies.start(config("timeout: 3000\nserver_tls: " + tls, memcached.port())));
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask("get k")).isEqualTo("SERVER_ERROR " + why);
        }
        Awaitility.await().until(() -> state(proxy) == Backend.State.FAILING);
        if (!server.equals("old")) {
            String name = server.equals("proxy") ? ", name: localhost" : "";
            proxy.reload(config("timeout: 3000\nserver_tls: {ca: @ca.pem" + name + "}", memcached.port()));
            assertThat(client.ask("get k")).isEqualTo("END");
        }
    }

    @Test
    void redisGetsThePasswordAndTheDatabaseOverTlsWithACertificateOfOurOwn() {
        Redis redis = closing(Redis.launchTls(
                "--tls-cert-file", file("server.pem").toString(),
                "--tls-key-file", file("server.key").toString(),
                "--tls-ca-cert-file", file("ca.pem").toString(),
                "--tls-auth-clients", "yes",
                "--requirepass", "secret"));
        String common = "redis: true\nredis_auth: secret\nredis_db: 3\ntimeout: 3000\n";
        Proxy proxy = closing(Proxies.start(config(
                common
                        + "tls: {certificate: @proxy.pem, key: @proxy.key}\n"
                        + "server_tls: {ca: @ca.pem, certificate: @proxy.pem, key: @proxy.key}",
                redis.port())));
        RespClient client = closing(new RespClient(TlsClients.socket(authority.trusting(), Proxies.port(proxy))));
        assertThat(client.ask("auth secret")).isEqualTo("+OK|");
        assertThat(client.ask("set k v")).isEqualTo("+OK|");
        StringBuilder pipeline = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            pipeline.append(RespClient.wire("set", "k" + i, "v".repeat(i))).append(RespClient.wire("get", "k" + i));
        }
        client.send(pipeline.toString());
        for (int i = 0; i < 500; i++) {
            assertThat(client.reply()).isEqualTo("+OK|");
            assertThat(client.reply()).isEqualTo("$" + i + "|" + "v".repeat(i) + "|");
        }
        Proxy nameless = closing(Proxies.start(config(common + "server_tls: {ca: @ca.pem}", redis.port())));
        RespClient refused = closing(new RespClient(Proxies.port(nameless)));
        assertThat(refused.ask("auth secret")).isEqualTo("+OK|");
        assertThat(refused.ask("get k")).startsWith("-ERR ");
    }

    @Test
    void keysInTheFormsThatOpensslWritesAreRead() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", "ec.key");
        openssl("genrsa", "-traditional", "-out", "rsa.key", "2048");
        for (String kind : List.of("ec", "rsa")) {
            String subject = "/CN=" + kind;
            openssl(
                    "req",
                    "-x509",
                    "-new",
                    "-key",
                    kind + ".key",
                    "-subj",
                    subject,
                    "-days",
                    "30",
                    "-out",
                    kind + ".pem");
            assertThat(Files.readString(file(kind + ".key"))).contains(kind.equals("ec") ? "BEGIN EC " : "BEGIN RSA ");
            var pool = config("tls: {certificate: @%s.pem, key: @%s.key}".formatted(kind, kind), 1)
                    .pools()
                    .get(0);
            assertThat(pool.tls().orElseThrow().toString()).contains("CN=" + kind);
        }
    }

    private void openssl(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }
}
