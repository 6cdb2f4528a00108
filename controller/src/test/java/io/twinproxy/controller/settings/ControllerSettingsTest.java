package io.twinproxy.controller.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinproxy.coordination.settings.AccessFiles;
import io.twinproxy.coordination.settings.Address;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.coordination.settings.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControllerSettingsTest {
    private static final String EVERY_KEY = """
            name: controller-1
            zookeeper:
              embedded:
                id: 2
                peers: [zk-a, "zk-b:12888:13888", 10.0.0.3]
                data: /var/lib/twinproxy
                port: 12181
            zookeeper-secret: secret
            zookeeper-tls: {ca: /tls/ca.pem, certificate: tls.pem, key: tls.key}
            session: 6s
            aws:
              region: eu-west-1
              endpoint: http://127.0.0.1:4566
              call-timeout: 3500ms
            status: "[::1]:9090"
            """;

    @Test
    void whatIsNotSaidHasItsDefault() throws SettingsException {
        ControllerSettings settings = read("zookeeper: zk1:2181,zk2:2181,zk3:2181");
        assertThat(settings)
                .isEqualTo(new ControllerSettings(
                        "this-host",
                        new Ensemble("zk1:2181,zk2:2181,zk3:2181", Optional.empty()),
                        AccessFiles.NONE,
                        Duration.ofSeconds(4),
                        new Aws(Optional.empty(), Optional.empty(), Duration.ofSeconds(2)),
                        Optional.of(new Address("127.0.0.1", 8080))));
    }

    @Test
    void everyKeyIsMapped() throws SettingsException {
        assertThat(read(EVERY_KEY))
                .isEqualTo(new ControllerSettings(
                        "controller-1",
                        new Ensemble(
                                "zk-a:12181,zk-b:12181,10.0.0.3:12181",
                                Optional.of(new Embedded(
                                        2,
                                        List.of(
                                                new EmbeddedPeer("zk-a", 2888, 3888),
                                                new EmbeddedPeer("zk-b", 12888, 13888),
                                                new EmbeddedPeer("10.0.0.3", 2888, 3888)),
                                        Path.of("/var/lib/twinproxy"),
                                        12181))),
                        new AccessFiles(
                                Optional.of(Path.of("secret").toAbsolutePath()),
                                false,
                                Optional.of(new TlsFiles(
                                        Path.of("/tls/ca.pem"),
                                        Path.of("tls.pem").toAbsolutePath(),
                                        Path.of("tls.key").toAbsolutePath()))),
                        Duration.ofSeconds(6),
                        new Aws(
                                Optional.of("eu-west-1"),
                                Optional.of(URI.create("http://127.0.0.1:4566")),
                                Duration.ofMillis(3500)),
                        Optional.of(new Address("::1", 9090))));
    }

    @Test
    void theFileWithEveryKeyHasEveryDeclaredKey() {
        List<Key> keys = Stream.of(
                        ControllerSettings.KEYS, AccessFiles.TLS_KEYS, Ensemble.KEYS, Embedded.KEYS, Aws.KEYS)
                .flatMap(List::stream)
                .toList();
        assertThat(keys).allSatisfy(key -> assertThat(EVERY_KEY).contains(key.name() + ":"));
        assertThat(new TreeSet<>(keys.stream().map(Key::name).toList())).hasSameSizeAs(keys);
    }

    @Test
    void aServerAloneIsEnough() throws SettingsException {
        Ensemble ensemble = read("zookeeper: {embedded: {data: zk}}").zookeeper();
        assertThat(ensemble.hosts()).isEqualTo("127.0.0.1:2181");
        assertThat(ensemble.embedded()).contains(new Embedded(1, List.of(), Path.of("zk"), 2181));
    }

    @Test
    void theStatusPageCanBeOff() throws SettingsException {
        assertThat(read("zookeeper: zk:2181\nstatus: off").status()).isEmpty();
        assertThat(read("zookeeper: zk:2181\nstatus: localhost:0").status()).contains(new Address("localhost", 0));
    }

    @Test
    void aCallMustEndWellBeforeTheLeaseDoes() {
        assertThat(problems("zookeeper: zk:2181\nsession: 4s\naws: {call-timeout: 2400ms}"))
                .containsExactly("controller.yml:3: aws.call-timeout: is 2400ms; it must be less than 60 % of session,"
                        + " which is 4s: the lease must outlast a call, and needs the rest to be renewed in");
        assertThat(problems("zookeeper: zk:2181\nsession: 4s\naws: {call-timeout: 2399ms}"))
                .isEmpty();
        assertThat(problems("zookeeper: zk:2181\nsession: 1s")).isEmpty();
    }

    @Test
    void thePeersMustBeAnOddNumberOfDifferentOnesAndThisOneAmongThem() {
        assertThat(problems("{zookeeper-secret: none, zookeeper: {embedded: {id: 3, data: d, peers: [a, a]}}}"))
                .containsExactly(
                        "controller.yml:1: zookeeper.embedded.peers: has 2; it must have 3, 5 or 7: an even number"
                                + " survives no more losses than one fewer",
                        "controller.yml:1: zookeeper.embedded.id: is 3; it must be at most the number of peers,"
                                + " which is 2",
                        "controller.yml:1: zookeeper.embedded.peers: has 'a' twice; once is allowed");
        assertThat(problems("zookeeper: {embedded: {id: 2, data: d}}"))
                .containsExactly("controller.yml:1: zookeeper.embedded.id: is 2; without peers it must be 1");
    }

    @Test
    void anEnsembleNeedsASecretOrTheWordThatItHasNone() throws SettingsException {
        String ensemble = "zookeeper: {embedded: {data: d, peers: [a, b, c]}}\n";
        assertThat(problems(ensemble))
                .singleElement()
                .asString()
                .contains("zookeeper-secret: is missing; an embedded ensemble needs it")
                .contains("twinproxy secret make FILE");
        assertThat(read(ensemble + "zookeeper-secret: none").access().open()).isTrue();
        assertThat(read(ensemble + "zookeeper-secret: /s").access().secret()).contains(Path.of("/s"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: c                                          | zookeeper: is missing",
                "zookeeper: zk                                    | zookeeper: is 'zk'; it must be host:port",
                "zookeeper: 'zk:2181,'                            | zookeeper: is 'zk:2181,'",
                "zookeeper: zk:0                                  | zookeeper: is 'zk:0'",
                "zookeeper: zk:99999                              | zookeeper: is 'zk:99999'",
                "zookeeper: [zk:2181]                             | zookeeper: must be host:port",
                "zookeeper: {}                                    | zookeeper.embedded: is missing",
                "zookeeper: {embedded: 1}                         | zookeeper.embedded: must be a mapping",
                "zookeeper: {embeded: {data: d}}                  | zookeeper.embeded: is not a known key; did you mean 'embedded'?",
                "zookeeper: {embedded: {id: 1}}                   | zookeeper.embedded.data: is missing",
                "zookeeper: {embedded: {id: 8, data: d}}          | zookeeper.embedded.id: is '8'; it must be 1 to 7",
                "zookeeper: {embedded: {data: d, port: 0}}        | zookeeper.embedded.port: is '0'",
                "zookeeper: {embedded: {data: d, dta: e}}         | zookeeper.embedded.dta: is not a known key; did you mean 'data'?",
                "zookeeper: {embedded: {data: d, peers: [a, b, 'c:1']}} | zookeeper.embedded.peers: has 'c:1'",
                "zookeeper: {embedded: {data: d, peers: [a, b, 'c:5:5']}} | zookeeper.embedded.peers: has 'c:5:5'",
                "{zookeeper: zk:1, name: 'a b'}                   | name: is 'a b'",
                "{zookeeper: zk:1, session: 500ms}                | session: is '500ms'; it must be a duration, 1s to 60s",
                "{zookeeper: zk:1, session: 61s}                  | session: is '61s'",
                "{zookeeper: zk:1, session: 4}                    | session: is '4'",
                "{zookeeper: zk:1, sesion: 4s}                    | sesion: is not a known key; did you mean 'session'?",
                "{zookeeper: zk:1, zookeeper-tls: {ca: c, key: k}} | zookeeper-tls.certificate: is missing",
                "{zookeeper: zk:1, zookeeper-tls: c}              | zookeeper-tls: must be a mapping",
                "{zookeeper: zk:1, aws: {region: Dublin}}         | aws.region: is 'Dublin'",
                "{zookeeper: zk:1, aws: {endpoint: 'ftp://x'}}    | aws.endpoint: is 'ftp://x'",
                "{zookeeper: zk:1, aws: {endpoint: 'http://a b'}} | aws.endpoint: is 'http://a b'",
                "{zookeeper: zk:1, aws: {call-timeout: 5ms}}      | aws.call-timeout: is '5ms'",
                "{zookeeper: zk:1, aws: {timeout: 1s}}            | aws.timeout: is not a known key",
                "{zookeeper: zk:1, aws: eu-west-1}                | aws: must be a mapping",
                "{zookeeper: zk:1, status: 8080}                  | status: is '8080'; it must be host:port, or off",
                "{zookeeper: zk:1, status: '127.0.0.1:65536'}     | status: is '127.0.0.1:65536'",
                "{zookeeper: zk:1, zookeeper: zk:2}               | zookeeper: stands twice",
                "[]                                               | must be a mapping of keys to values",
                "'{'                                              | is not YAML",
            })
    void aWrongFileIsToldWhatIsWrongAndWhatIsAllowed(String yaml, String problem) {
        assertThat(problems(yaml)).anySatisfy(text -> assertThat(text).contains(problem));
    }

    @Test
    void everyProblemIsToldAtOnce() {
        assertThat(problems("session: 1h\naws: {region: x, retries: 3}\nstatus: no\ncolour: blue"))
                .hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "[::1]:0", "proxy-a.example:65535"})
    void anAddressIsWrittenAsItIsRead(String text) {
        assertThat(Address.parse(text).map(Address::toString)).contains(text);
    }

    private static ControllerSettings read(String yaml) throws SettingsException {
        return ControllerSettings.parse(yaml, "controller.yml", "this-host");
    }

    private static List<String> problems(String yaml) {
        SettingsException wrong = catchThrowableOfType(SettingsException.class, () -> read(yaml));
        return wrong == null
                ? List.of()
                : String.valueOf(wrong.getMessage()).lines().toList();
    }

    @Test
    void aMachineWithoutANameNeedsOneInTheFile() throws Exception {
        assertThat(ControllerSettings.parse("name: c1\nzookeeper: 'h:1'\n", "controller.yml", "")
                        .name())
                .isEqualTo("c1");
        assertThatThrownBy(() -> ControllerSettings.parse("zookeeper: 'h:1'\n", "controller.yml", ""))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("name: is missing, and this machine's name '' is not");
    }
}
