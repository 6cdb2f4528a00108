package io.twinproxy.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinproxy.proxy.tls.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the keys tls and server_tls may say, and what becomes of the files they name. */
class TlsConfigTest {
    private static final String FULL = """
            p:
              listen: 127.0.0.1:1
              tls: {certificate: own.pem, key: own.key, client_ca: ca.pem}
              server_tls:
                ca: ca.pem
                certificate: own.pem
                key: own.key
                name: cache.example.com
              servers: [ "127.0.0.1:2:1" ]
            """;

    @TempDir
    Path directory;

    private Certificates authority;
    private Certificates own;

    @BeforeEach
    void makeCertificates() throws Exception {
        authority = Certificates.authority("authority").into(directory, "ca");
        own = authority.issue("own", "localhost").into(directory, "own");
    }

    private ProxyConfig read(String yaml) throws ConfigException {
        return ProxyConfig.parse(yaml, directory.resolve("nutcracker.yml").toString());
    }

    private ConfigException problems(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> read(yaml));
    }

    private static String pool(String lines) {
        return "p:\n  listen: 127.0.0.1:1\n" + lines.indent(2) + "  servers: [ \"127.0.0.1:2:1\" ]\n";
    }

    @Test
    void readsEveryKeyWithPathsFromTheFilesOwnDirectory() throws Exception {
        PoolConfig pool = read(FULL).pools().get(0);
        assertThat(pool.tls().orElseThrow().identity().chain()).containsExactly(own.certificate());
        assertThat(pool.tls().orElseThrow().clientAuthorities()).containsExactly(authority.certificate());
        assertThat(pool.tls().orElseThrow().engine().getNeedClientAuth()).isTrue();
        assertThat(pool.serverTls().orElseThrow().authorities()).containsExactly(authority.certificate());
        assertThat(pool.serverTls().orElseThrow().identity()).isPresent();
        assertThat(pool.serverTls().orElseThrow().engine("10.0.0.1", 11211).getPeerHost())
                .isEqualTo("cache.example.com");
        assertThat(read(FULL).warnings()).isEmpty();
    }

    @Test
    void offersNothingOlderThanTls12AndNoCipherWithoutForwardSecrecy() throws Exception {
        PoolConfig pool = read(FULL).pools().get(0);
        for (var engine : new javax.net.ssl.SSLEngine[] {
            pool.tls().orElseThrow().engine(), pool.serverTls().orElseThrow().engine("h", 1)
        }) {
            assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
            assertThat(engine.getEnabledCipherSuites())
                    .contains("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
                    .noneMatch(cipher -> cipher.contains("CBC") || cipher.startsWith("TLS_RSA"));
        }
    }

    @Test
    void serverTlsMayBeOneWordForAllDefaults() throws Exception {
        var tls = read(pool("server_tls: true")).pools().get(0).serverTls().orElseThrow();
        assertThat(tls.authorities()).as("the JVM's").isEmpty();
        assertThat(tls.engine("cache.example.com.", 1).getSSLParameters().getServerNames())
                .extracting(Object::toString)
                .singleElement()
                .asString()
                .contains("cache.example.com")
                .doesNotContain("com.");
        assertThat(tls.engine("10.0.0.1", 1).getSSLParameters().getServerNames())
                .as("an address is no name to indicate")
                .isNull();
        assertThat(tls.engine("h", 1).getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
        assertThat(read(pool("server_tls: false")).pools().get(0).serverTls()).isEmpty();
    }

    @Test
    void listsEveryProblemWithTheKeysLineAndTheFilesLine() throws Exception {
        String der = own.certificatePem();
        Files.writeString(directory.resolve("garbage.pem"), """
                a comment
                -----BEGIN CERTIFICATE-----
                ###
                -----END CERTIFICATE-----
                -----END CERTIFICATE-----
                -----BEGIN CERTIFICATE-----
                AAAA
                -----END CERTIFICATE-----
                -----BEGIN CERTIFICATE-----
                AAAA
                """);
        Files.writeString(directory.resolve("locked.key"), Certificates.pem("ENCRYPTED PRIVATE KEY", new byte[20]));
        Files.writeString(directory.resolve("empty.pem"), "");
        ConfigException e = problems("""
                p:
                  listen: /run/p.sock
                  tls:
                    certificate: garbage.pem
                    key: locked.key
                    client_ca: absent.pem
                    cient_ca: x
                  server_tls:
                    ca: empty.pem
                    certificate: own.pem
                    name: "not a name"
                  servers: [ "/run/s.sock:1" ]
                """);
        assertThat(e)
                .hasMessageContaining("line 4: pool p: tls: is for host:port")
                .hasMessageContaining("line 4: pool p: tls.certificate: file " + directory.resolve("garbage.pem")
                        + ", line 2: the block CERTIFICATE is not base64")
                .hasMessageContaining("garbage.pem, line 5: a block CERTIFICATE ends here that was not begun")
                .hasMessageContaining("garbage.pem, line 6: the certificate is damaged")
                .hasMessageContaining("garbage.pem, line 9: the block CERTIFICATE has no end")
                .hasMessageContaining("line 5: pool p: tls.key: file " + directory.resolve("locked.key")
                        + ", line 1: the private key is encrypted; must be without a passphrase")
                .hasMessageContaining(
                        "line 6: pool p: tls.client_ca: file " + directory.resolve("absent.pem") + ": does not exist")
                .hasMessageContaining("line 7: pool p: tls.cient_ca: is unknown; did you mean client_ca?")
                .hasMessageContaining("server_tls: is for host:port; server /run/s.sock: is a unix socket")
                .hasMessageContaining("line 9: pool p: server_tls.ca: file " + directory.resolve("empty.pem")
                        + ": is empty; must hold PEM text")
                .hasMessageContaining("server_tls.key: is missing; a certificate and its key must be given together")
                .hasMessageContaining("line 11: pool p: server_tls.name: is \"not a name\", must be a host name");
        assertThat(e.problems()).hasSize(12);
        assertThat(der).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'tls: true'|tls: must be a mapping of certificate, key, client_ca",
                "'tls: {certificate: own.pem}'|tls.key: is missing; must be the path of a PEM file",
                "'tls: {certificate: own.pem, key: ''''}'|tls.key: is empty",
                "'tls: {certificate: own.pem, key: [a]}'|must map words to single values",
                "'tls: {certificate: own.key, key: own.pem}'|has no certificate but PRIVATE KEY",
                "'tls: {certificate: own.key, key: own.pem}'|has no private key but CERTIFICATE",
                "'tls: {certificate: own.pem, key: ca.key}'|is not the key of the certificate in file",
                "'tls: {certificate: both.pem, key: own.key}'|but of the one on line",
                "'tls: {certificate: own.pem, key: two.key}'|a second private key",
                "'tls: {certificate: own.pem, key: broken.key}'|the PRIVATE KEY is damaged or of another kind",
                "'tls: {certificate: own.pem, key: sec1.key}'|the EC PRIVATE KEY is damaged or of another kind",
                "'tls: {certificate: own.pem, key: old.key}'|is encrypted; must be without a passphrase",
                "'tls: {certificate: own.der, key: own.key}'|no PEM block follows",
                "'tls: {certificate: ., key: own.key}'|is not a regular file",
                "'server_tls: yes'|must be a mapping of ca, certificate, key, name, or true or false",
                "'server_tls: {ca: own.key}'|has no certificate but PRIVATE KEY",
            })
    void refusesWhatCannotBeServedAndNeverQuotesAKey(String setting, String expected) throws Exception {
        Files.writeString(directory.resolve("both.pem"), authority.certificatePem() + own.certificatePem());
        Files.writeString(directory.resolve("two.key"), own.keyPem() + own.keyPem());
        Files.writeString(
                directory.resolve("broken.key"),
                Certificates.pem("PRIVATE KEY", "secret".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        Files.writeString(directory.resolve("sec1.key"), Certificates.pem("EC PRIVATE KEY", new byte[] {0x30, 9, 2}));
        Files.writeString(
                directory.resolve("old.key"),
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        Files.write(directory.resolve("own.der"), own.certificate().getEncoded());
        ConfigException e = problems(pool(setting));
        assertThat(e).hasMessageContaining(expected).hasMessageContaining("line 3: pool p: ");
        assertThat(e.getMessage()).doesNotContain(own.keyPem().lines().toList().get(1), "secret", "c2VjcmV0");
    }

    @Test
    void readsTheOlderFormsOfKeys() throws Exception {
        // What PKCS #8 wraps is the older form itself.
        byte[] pkcs8 = own.key().getEncoded();
        assertThat(pkcs8)
                .as("the version, the algorithm with its curve, the key")
                .startsWith(0x30, pkcs8.length - 2);
        Certificates rsa = authority.issue("RSA", "rsa", Duration.ofDays(-1), Duration.ofDays(30), "localhost");
        byte[] whole = rsa.key().getEncoded();
        byte[] pkcs1 = java.util.Arrays.copyOfRange(whole, 26, whole.length);
        Files.writeString(directory.resolve("rsa.pem"), rsa.certificatePem());
        Files.writeString(directory.resolve("rsa.key"), Certificates.pem("RSA PRIVATE KEY", pkcs1));
        var tls = read(pool("tls: {certificate: rsa.pem, key: rsa.key}"))
                .pools()
                .get(0)
                .tls();
        assertThat(tls.orElseThrow().identity().key()).isEqualTo(rsa.key());
    }

    @Test
    void namesTheFilesOfATextWhateverElseIsWrongWithIt() {
        String text = """
                one: {listen: nonsense, tls: {certificate: a.pem, key: /keys/a.key, colour: red}}
                two:
                  server_tls: {ca: 'not there', name: cache}
                  tls: [1]
                three: {tls: {certificate: a.pem}}
                """;
        assertThat(ProxyConfig.filesNamed(text, "/etc/twinproxy/nutcracker.yml"))
                .containsExactly(
                        Path.of("/etc/twinproxy/a.pem"), Path.of("/keys/a.key"), Path.of("/etc/twinproxy/not there"));
        assertThat(ProxyConfig.filesNamed("one: {tls: {key: a}", "f")).isEmpty();
    }

    @Test
    void warnsOfWhatHasExpiredOrSoonWill() throws Exception {
        authority
                .issue("EC", "old", Duration.ofDays(-9), Duration.ofDays(-2), "localhost")
                .into(directory, "old");
        authority
                .issue("EC", "soon", Duration.ofDays(-9), Duration.ofDays(13), "localhost")
                .into(directory, "soon");
        assertThat(read(pool("tls: {certificate: old.pem, key: old.key}")).warnings())
                .singleElement()
                .asString()
                .contains("pool p: tls.certificate: the certificate of CN=old has expired at ");
        assertThat(read(pool("server_tls: {certificate: soon.pem, key: soon.key}"))
                        .warnings())
                .singleElement()
                .asString()
                .contains("pool p: server_tls.certificate: the certificate of CN=soon expires at ", "in 12 days");
        Instant early = Instant.now().minus(Duration.ofDays(30));
        assertThat(ProxyConfig.parse(
                                pool("server_tls: {ca: ca.pem}"),
                                directory.resolve("f").toString(),
                                InstantSource.fixed(early))
                        .warnings())
                .singleElement()
                .asString()
                .contains("server_tls.ca: the certificate of CN=authority is not valid before ");
    }

    @Test
    void equalsOnlyWhatHasTheSameBytesAndShowsNoKey() throws Exception {
        PoolConfig before = read(FULL).pools().get(0);
        assertThat(read(FULL).pools().get(0)).isEqualTo(before).hasSameHashCodeAs(before);
        own = authority.issue("own", "localhost").into(directory, "own");
        PoolConfig after = read(FULL).pools().get(0);
        assertThat(after.tls()).isNotEqualTo(before.tls());
        assertThat(after.serverTls()).isNotEqualTo(before.serverTls());
        assertThat(after.digest())
                .as("certificates are each host's own and place no key")
                .isEqualTo(before.digest())
                .isEqualTo(read(pool("")).pools().get(0).digest());
        assertThat(after.tls().orElseThrow().toString() + after.serverTls().orElseThrow() + after)
                .contains("CN=own")
                .doesNotContain(own.key().toString());
    }
}
