package io.twinproxy.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinproxy.proxy.hash.Distribution;
import io.twinproxy.proxy.hash.HashTag;
import io.twinproxy.proxy.hash.KeyHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyConfigTest {
    private static final String ARTICLE = """
            elastic_cache:
              listen: 0.0.0.0:22121
              hash: md5
              distribution: ketama
              auto_eject_hosts: true
              redis: false
              hash_tag: "{}"
              backlog: 4096
              preconnect: true
              timeout: 400
              server_retry_timeout: 5000
              server_failure_limit: 1
              servers:
               - twemproxy-test.9jpctq.0001.apne1.cache.amazonaws.com:11211:1
               - twemproxy-test.9jpctq.0002.apne1.cache.amazonaws.com:11211:1
            """;

    @Test
    void readsTheArticlesFile() throws ConfigException {
        ProxyConfig config = ProxyConfig.parse(ARTICLE, "nutcracker.yml");
        assertThat(config.warnings()).isEmpty();
        PoolConfig pool = config.pools().get(0);
        assertThat(pool.name()).isEqualTo("elastic_cache");
        assertThat(pool.listen()).isEqualTo(ListenAddress.tcp("0.0.0.0", 22121));
        assertThat(pool.hash()).isEqualTo(KeyHash.MD5);
        assertThat(pool.distribution()).isEqualTo(Distribution.KETAMA);
        assertThat(pool.hashTag()).contains(new HashTag((byte) '{', (byte) '}'));
        assertThat(pool.autoEjectHosts()).isTrue();
        assertThat(pool.backlog()).isEqualTo(4096);
        assertThat(pool.preconnect()).isTrue();
        assertThat(pool.timeout()).contains(Duration.ofMillis(400));
        assertThat(pool.serverRetryTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(pool.serverFailureLimit()).isEqualTo(1);
        assertThat(pool.servers().get(0).ringName()).isEqualTo("twemproxy-test.9jpctq.0001.apne1.cache.amazonaws.com");
    }

    @Test
    void fillsInNutcrackersDefaults() throws ConfigException {
        PoolConfig pool = ProxyConfig.parse("p:\n  listen: 127.0.0.1:1\n  servers:\n  - h:2:3\n", "f")
                .pools()
                .get(0);
        assertThat(pool)
                .isEqualTo(new PoolConfig(
                        "p",
                        ListenAddress.tcp("127.0.0.1", 1),
                        KeyHash.FNV1A_64,
                        java.util.Optional.empty(),
                        Distribution.KETAMA,
                        java.util.Optional.empty(),
                        512,
                        0,
                        false,
                        false,
                        false,
                        java.util.Optional.empty(),
                        0,
                        1,
                        false,
                        Duration.ofSeconds(30),
                        2,
                        java.util.Optional.empty(),
                        1,
                        java.util.Optional.empty(),
                        java.util.Optional.empty(),
                        List.of(new ServerConfig("h:2", "h", 2, "", 3))));
    }

    @Test
    void readsEveryKey() throws ConfigException {
        PoolConfig pool = ProxyConfig.parse("""
                        p:
                          listen: /run/p.sock 0660
                          hash: crc16
                          hash_tag: $$
                          distribution: modula
                          timeout: 7
                          backlog: 8
                          client_connections: 9
                          tcpkeepalive: true
                          preconnect: true
                          redis: "true"
                          redis_auth: secret
                          redis_db: 3
                          server_connections: 4
                          auto_eject_hosts: false
                          server_retry_timeout: 5
                          server_failure_limit: 0
                          min_backends: 2
                          servers: [ "::1:6379:2 bb", "/run/x.sock:1", "[::1]:6380:1" ]
                        """, "f").pools().get(0);
        assertThat(pool.listen()).isEqualTo(new ListenAddress("", 0, "/run/p.sock", 0660));
        assertThat(pool.distribution()).isEqualTo(Distribution.MODULA);
        assertThat(pool.clientConnections()).isEqualTo(9);
        assertThat(pool.redisAuth()).contains("secret");
        assertThat(pool.redisDb()).isEqualTo(3);
        assertThat(pool.serverFailureLimit()).isEqualTo(1);
        assertThat(pool.minBackends()).isEqualTo(2);
        assertThat(pool.servers().stream().map(ServerConfig::ringName))
                .containsExactly("bb", "[::1]:6380", "/run/x.sock:");
        assertThat(pool.servers().get(1).host()).isEqualTo("::1");
        assertThat(pool.toString()).doesNotContain("secret");
    }

    @Test
    void learnsServersInsteadOfNamingThem() throws ConfigException {
        String yaml = "p:\n  listen: h:1\n  min_backends: 3\n  discovery: c.cfg.apne1.cache.amazonaws.com:11211\n";
        PoolConfig pool = ProxyConfig.parse(yaml, "f").pools().get(0);
        assertThat(pool.discovery())
                .contains(new DiscoveryConfig("c.cfg.apne1.cache.amazonaws.com", 11211, Duration.ofSeconds(60)));
        assertThat(pool.servers()).isEmpty();
        PoolConfig sooner = ProxyConfig.parse(yaml + "  discovery_interval: 5000\n", "f")
                .pools()
                .get(0);
        assertThat(sooner.discovery().orElseThrow().interval()).isEqualTo(Duration.ofSeconds(5));
        PoolConfig learned = pool.withServers(
                List.of(new ServerConfig("bb", "bb", 11211, "", 1), new ServerConfig("a", "a", 11211, "", 1)));
        assertThat(learned.servers()).extracting(ServerConfig::ringName).containsExactly("a", "bb");
        assertThat(learned.digest()).isEqualTo(pool.digest()).isEqualTo(sooner.digest());
        assertThat(ProxyConfig.parse(yaml.replace("11211", "11212"), "f")
                        .pools()
                        .get(0)
                        .digest())
                .isNotEqualTo(pool.digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'  discovery: c:1\n  servers: [h:2:3]\n'|line 3: pool p: discovery: is given beside servers, on line 4;"
                        + " a pool has either servers: or discovery:, not both",
                "''|line 1: pool p: servers: is missing; must be a list of host:port:weight or /path:weight, or else"
                        + " discovery: host:port of a cluster's configuration endpoint",
                "'  discovery: c\n'|line 3: pool p: discovery: is \"c\", must be host:port of a cluster's configuration"
                        + " endpoint",
                "'  discovery: c:0\n'|line 3: pool p: discovery: has port \"0\", must be 1 to 65535",
                "'  discovery:\n'|line 3: pool p: discovery: is empty; give a value or leave the key out",
                "'  discovery: c:1\n  redis: true\n'|line 3: pool p: discovery: is only valid with redis: false; Auto"
                        + " Discovery is memcached's",
                "'  discovery: c:1\n  discovery_interval: 9\n'|line 4: pool p: discovery_interval: is \"9\", must be between"
                        + " 10 and 2147483647",
                "'  discovery_interval: 50\n  servers: [h:2:3]\n'|line 3: pool p: discovery_interval: is only valid with"
                        + " discovery",
                "'  discover: c:1\n  servers: [h:2:3]\n'|line 3: pool p: discover: is unknown; did you mean discovery?",
            })
    void saysWhatIsWrongWithDiscovery(String keys, String problem) {
        ConfigException e =
                catchThrowableOfType(ConfigException.class, () -> ProxyConfig.parse("p:\n  listen: h:1\n" + keys, "f"));
        assertThat(e.problems()).extracting(Problem::toString).containsExactly(problem);
    }

    @Test
    void warnsOfDistributionsThatMoveKeysWhenNodesComeAndGo() throws ConfigException {
        String yaml = "p:\n  listen: h:1\n  discovery: c:1\n  distribution: %s\n  hash: %s\n";
        assertThat(ProxyConfig.parse(yaml.formatted("modula", "md5"), "f").warnings())
                .singleElement()
                .asString()
                .contains("distribution modula with discovery");
        assertThat(ProxyConfig.parse(yaml.formatted("ketama", "crc32"), "f").warnings())
                .singleElement()
                .asString()
                .contains("crc32");
    }

    @Test
    void listsEveryProblemWithLineAndHint() {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ProxyConfig.parse("""
                        alpha:
                          listen: nowhere
                          hash: md6
                          timeuot: 400
                          backlog: -1
                          timeout: 3000000000
                          preconnect: yes
                          servers:
                            - 127.0.0.1:1:1
                            - 127.0.0.1:1:2
                            - 127.0.0.1:70000:1
                            - 127.0.0.1:7:0
                            - ""
                        beta:
                          listen: 127.0.0.1:5
                          redis_auth: x
                          listen: 127.0.0.1:6
                        """, "nutcracker.yml"));
        assertThat(e.problems().stream().map(Problem::toString)).hasSize(13);
        assertThat(e)
                .hasMessageContaining("nutcracker.yml")
                .hasMessageContaining("line 2: pool alpha: listen: is \"nowhere\", must be host:port")
                .hasMessageContaining("line 3: pool alpha: hash: is \"md6\", must be one of")
                .hasMessageContaining("did you mean md5?")
                .hasMessageContaining("line 4: pool alpha: timeuot: is unknown; did you mean timeout?")
                .hasMessageContaining("line 5: pool alpha: backlog: is \"-1\"")
                .hasMessageContaining("line 6: pool alpha: timeout: is \"3000000000\"")
                .hasMessageContaining("line 7: pool alpha: preconnect: is \"yes\", must be true or false")
                .hasMessageContaining("line 10: pool alpha: servers: two servers are called \"127.0.0.1:1\"")
                .hasMessageContaining("line 11: pool alpha: servers: has port \"70000\"")
                .hasMessageContaining("line 12: pool alpha: servers: is \"127.0.0.1:7:0\"")
                .hasMessageContaining("line 13: pool alpha: servers: is empty")
                .hasMessageContaining("pool beta: servers: is missing")
                .hasMessageContaining("line 16: pool beta: redis_auth: is only valid with redis: true")
                .hasMessageContaining("line 17: pool beta: listen: is given twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|must be one YAML document",
                "'a: [1'|is not YAML",
                "'just text'|must map pool names",
                "'a: b'|must be a mapping of keys",
                "'- a'|must map pool names",
                "'a: &x {listen: \"h:1\", servers: [\"h:1:1 n\"]}\n--- {}'|must be one YAML document",
            })
    void refusesWhatIsNoConfiguration(String yaml, String expected) {
        assertThat(catchThrowableOfType(ConfigException.class, () -> ProxyConfig.parse(yaml, "f")))
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h:1|must be host:port:weight",
                "'h:1:1 '|must be host:port:weight",
                "'a b:1:1 '|must be host:port:weight",
                "h:1:x|weight must be digits",
                "h:1:99999999999|weight must be between",
                "/a:b:1|must be host:port:weight",
                ":1:1|must be host:port:weight",
                "h:0:1|has port",
                "h:1:1 a b|weight must be digits",
            })
    void refusesServersNutcrackerRefuses(String server, String expected) {
        String yaml = "p:\n  listen: h:1\n  servers:\n  - \"" + server + "\"\n";
        assertThat(catchThrowableOfType(ConfigException.class, () -> ProxyConfig.parse(yaml, "f")))
                .hasMessageContaining(expected);
    }

    @Test
    void twoPoolsAtOneAddressOrOfOneNameAreRefused() {
        String pool = "  listen: 127.0.0.1:5\n  servers:\n  - h:1:1\n";
        assertThat(catchThrowableOfType(
                        ConfigException.class, () -> ProxyConfig.parse("a:\n" + pool + "b:\n" + pool, "f")))
                .hasMessageContaining("pool b: listen: is 127.0.0.1:5, which pool a has already");
        assertThat(catchThrowableOfType(
                        ConfigException.class, () -> ProxyConfig.parse("a:\n" + pool + "a:\n" + pool, "f")))
                .hasMessageContaining("two pools have this name");
    }

    @Test
    void ordersPoolsAndServersByLengthThenBytes() throws ConfigException {
        String pool = "  listen: h:%d\n  servers:\n  - h:1:1 long\n  - h:2:1 b\n  - h:3:1 a\n";
        ProxyConfig config = ProxyConfig.parse(
                "ccc:\n" + pool.formatted(1) + "b:\n" + pool.formatted(2) + "aa:\n" + pool.formatted(3), "f");
        assertThat(config.pools().stream().map(PoolConfig::name)).containsExactly("b", "aa", "ccc");
        assertThat(config.pools().get(0).servers().stream().map(ServerConfig::ringName))
                .containsExactly("a", "b", "long");
        assertThat(config.warnings()).anyMatch(w -> w.contains("like a of pool b"));
    }

    @Test
    void warnsOfFootguns() throws ConfigException {
        ProxyConfig config = ProxyConfig.parse("""
                p:
                  listen: h:1
                  hash: crc32
                  auto_eject_hosts: true
                  servers:
                    - h:1:100000 big
                    - h:2:1 small
                """, "f");
        assertThat(config.warnings())
                .anyMatch(w -> w.contains("crc32"))
                .anyMatch(w -> w.contains("small") && w.contains("gets no key"))
                .anyMatch(w -> w.contains("only by its probes"));
    }

    @Test
    void digestIgnoresTheAddressAndNothingElse() throws ConfigException {
        String digest = ProxyConfig.parse(ARTICLE, "f").digest();
        assertThat(digest).hasSize(16);
        assertThat(ProxyConfig.parse(ARTICLE.replace("0.0.0.0:22121", "10.0.0.1:22122"), "f")
                        .digest())
                .isEqualTo(digest);
        for (String[] change : new String[][] {
            {"md5", "murmur"},
            {"ketama", "modula"},
            {"400", "401"},
            {"0002", "0003"},
            {"\"{}\"", "\"[]\""},
            {"5000", "1"}
        }) {
            assertThat(ProxyConfig.parse(ARTICLE.replace(change[0], change[1]), "f")
                            .digest())
                    .as(change[0])
                    .isNotEqualTo(digest);
        }
    }

    @Test
    void namesTheFileThatIsNotThere() {
        assertThat(catchThrowableOfType(
                        ConfigException.class, () -> ProxyConfig.read(Path.of("/nonexistent/nutcracker.yml"))))
                .hasMessageContaining("/nonexistent/nutcracker.yml")
                .hasMessageContaining("does not exist");
    }
}
