package io.twinproxy.coordination.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.settings.Durations;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairSpecTest {
    private static final String ENI = "pair: cache-a\nendpoint: {kind: eni, network-interface: eni-0123}\n";
    private static final String GROUP = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/2";

    private static PairSpec read(String yaml) throws SettingsException {
        return PairSpec.parse(yaml, "pair.yml");
    }

    private static List<String> problems(String yaml) {
        try {
            read(yaml);
            return List.of();
        } catch (SettingsException e) {
            return e.getMessage().lines().toList();
        }
    }

    @Test
    void theShortestFileHasEveryDefault() throws SettingsException {
        PairSpec spec = read(ENI);
        assertThat(spec.timings())
                .isEqualTo(new Timings(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(1500),
                        Duration.ofMillis(250),
                        Duration.ofMillis(250),
                        2,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(2)));
        assertThat(spec.policy().failback()).isEmpty();
        assertThat(spec.policy().restoreDrift()).isFalse();
        assertThat(spec.endpoint().kind()).isEqualTo(EndpointKind.ENI);
        assertThat(spec.endpoint().deviceIndex()).isEqualTo(1);
        assertThat(spec.endpoint().forceAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(spec.endpoint().address()).isEmpty();
        assertThat(spec.endpoint().networkInterface()).contains("eni-0123");
    }

    @Test
    void everyDefaultIsAsItsKeySays() throws SettingsException {
        Timings timings = read(ENI).timings();
        List<String> values = List.of(
                Durations.text(timings.heartbeat()),
                Durations.text(timings.refresh()),
                Durations.text(timings.lateAfter()),
                Durations.text(timings.probe()),
                Durations.text(timings.probeTimeout()),
                Integer.toString(timings.probeMisses()),
                Durations.text(timings.holdDown()),
                Durations.text(timings.observe()));
        List<String> keys = Timings.KEYS.stream()
                .map(Key::otherwise)
                .map(text -> Durations.parse(text).map(Durations::text).orElse(text))
                .toList();
        assertThat(values).isEqualTo(keys);
    }

    @Test
    void everyKeyOfAFileIsUnderstood() throws SettingsException {
        PairSpec spec = read("""
                pair: cache-a
                endpoint: {kind: eni, address: "10.0.0.9:22121", network-interface: eni-0123, device-index: 3, force-after: 1m}
                timings: {heartbeat: 100ms, refresh: 1s, late-after: 300ms, probe: 50ms, probe-timeout: 60ms,
                          probe-misses: 3, hold-down: 0s, observe: 1s}
                failback: proxy-a
                drift: restore
                """);
        assertThat(spec.timings())
                .isEqualTo(new Timings(
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(300),
                        Duration.ofMillis(50),
                        Duration.ofMillis(60),
                        3,
                        Duration.ZERO,
                        Duration.ofSeconds(1)));
        assertThat(spec.policy()).isEqualTo(new Policy(Optional.of("proxy-a"), true));
        assertThat(spec.endpoint().deviceIndex()).isEqualTo(3);
        assertThat(spec.endpoint().forceAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(spec.endpoint().address()).contains("10.0.0.9:22121");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: eni, network-interface: eni-0123, address: 'h:1'}",
                "{kind: target-group, target-group: '" + GROUP + "', order: single-writer-first}",
                "{kind: target-group-gate, target-group: '" + GROUP + "'}",
                "{kind: eni, network-interface: eni-0123, fallback: {ip: 10.0.0.9, subnet: subnet-01}}",
                "{kind: secondary-ip, ip: 10.0.0.9, subnet: subnet-01, host-interface: 1}",
                "{kind: elastic-ip, allocation: eipalloc-01, address: 'cache.example:22121'}",
                "{kind: route, ip: 192.0.2.10, route-tables: [rtb-01, rtb-02]}",
                "{kind: classic-elb, load-balancer: cache-a, order: single-writer-first}",
                "{kind: command, observe: [a, b], move: ['c \"d\" é', '-x']}",
            })
    void aFileSurvivesTheWayThroughTheStore(String endpoint) throws Exception {
        PairSpec spec = read("pair: cache-a\nfailback: proxy-b\nendpoint: " + endpoint);
        assertThat(PairSpec.parse(spec.bytes())).isEqualTo(spec);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.300:22121",
                "10.0.0:22121",
                "10.0.0.1.:22121",
                "http://cache:22121",
                "cache:0",
                "cache:65536",
                "cache",
                "-c:1",
                "::1:22121"
            })
    void anAddressThatCannotBeConnectedToIsRefused(String address) {
        assertThat(problems("pair: cache-a\nendpoint: {kind: eni, network-interface: eni-0123, address: '" + address
                        + "'}"))
                .singleElement()
                .asString()
                .contains("endpoint.address: is '" + address + "'; it must be host:port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.255:1", "cache-a.internal_1.example:65535", "[fe80::1]:22121", "h:22121"})
    void anAddressThatCanIsTaken(String address) throws Exception {
        PairSpec spec =
                read("pair: cache-a\nendpoint: {kind: eni, network-interface: eni-0123, address: '" + address + "'}");
        assertThat(spec.endpoint().address()).contains(address);
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        assertThat(problems("""
                        pair: 7up
                        endpoint: {kind: eni, network-interface: if-7, device-index: 0, target-group: x}
                        timings:
                          heartbeat: 2s
                          late-after: 1500ms
                          hartbeat: 1s
                          probe: fast
                        drift: ignore
                        """))
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).startsWith("pair.yml:1: pair: is '7up'; it must be a name"),
                        p -> assertThat(p).startsWith("pair.yml:2: endpoint.network-interface: is 'if-7'"),
                        p -> assertThat(p).startsWith("pair.yml:2: endpoint.device-index: is '0'"),
                        p -> assertThat(p).startsWith("pair.yml:2: endpoint.target-group: is not a known key"),
                        p -> assertThat(p)
                                .isEqualTo("pair.yml:5: timings.late-after: is 1500ms;"
                                        + " it must be greater than heartbeat, which is 2s"),
                        p -> assertThat(p)
                                .isEqualTo(
                                        "pair.yml:6: timings.hartbeat: is not a known key; did you mean 'heartbeat'?"),
                        p -> assertThat(p).startsWith("pair.yml:7: timings.probe: is 'fast'; it must be a duration"),
                        p -> assertThat(p).startsWith("pair.yml:8: drift: is 'ignore'; it must be adopt or restore"));
    }

    @Test
    void relationsAreChecked() {
        assertThat(problems(ENI + "timings: {heartbeat: 500ms, late-after: 500ms}"))
                .containsExactly("pair.yml:3: timings.late-after: is 500ms;"
                        + " it must be greater than heartbeat, which is 500ms");
        assertThat(problems(ENI + "timings: {heartbeat: 2s, late-after: 3s, refresh: 1s}"))
                .containsExactly("pair.yml:3: timings.refresh: is 1s; it must be at least heartbeat, which is 2s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: eni} | endpoint.network-interface: is missing",
                "{kind: target-group} | endpoint.target-group: is missing",
                "{kind: target-group-gate} | endpoint.target-group: is missing",
                "{kind: command, observe: [a]} | endpoint.move: is missing",
                "{kind: command, observe: a, move: [b]} | endpoint.observe: must be a list",
                "{kind: secondary-ip, ip: 10.0.0.9} | endpoint.subnet: is missing",
                "{kind: secondary-ip, subnet: subnet-01} | endpoint.ip: is missing",
                "{kind: secondary-ip, ip: 10.0.0.256, subnet: subnet-01} | endpoint.ip: is '10.0.0.256'",
                "{kind: secondary-ip, ip: 10.0.0.9, subnet: vpc-1} | endpoint.subnet: is 'vpc-1'",
                "{kind: secondary-ip, ip: 10.0.0.9, subnet: subnet-01, host-interface: 32} | endpoint.host-interface: is '32'",
                "{kind: elastic-ip} | endpoint.allocation: is missing",
                "{kind: elastic-ip, allocation: eip-1} | endpoint.allocation: is 'eip-1'",
                "{kind: route, ip: 192.0.2.10} | endpoint.route-tables: is missing",
                "{kind: route, ip: 192.0.2.10, route-tables: []} | endpoint.route-tables: is []",
                "{kind: route, ip: 192.0.2.10, route-tables: [r-1]} | endpoint.route-tables: is [r-1]",
                "{kind: route, ip: 192.0.2.10, route-tables: [rtb-1, rtb-1]} | each once",
                "{kind: classic-elb} | endpoint.load-balancer: is missing",
                "{kind: classic-elb, load-balancer: -x} | endpoint.load-balancer: is '-x'",
                "{kind: eni, network-interface: eni-1, fallback: {ip: 10.0.0.9}} | endpoint.fallback.subnet: is missing",
                "{kind: eni, network-interface: eni-1, fallback: {ip: 10.0.0.9, subnet: subnet-1, x: 1}} | endpoint.fallback.x: is not",
                "{kind: eni, network-interface: eni-1, fallback: yes} | endpoint.fallback: must be a mapping",
                "{kind: vip} | endpoint.kind: is 'vip'",
                "{} | endpoint.kind: is missing",
                "eni | endpoint: must be a mapping",
                "{kind: target-group-gate, target-group: x} | endpoint.target-group: is 'x'",
            })
    void eachKindAsksForItsOwn(String endpoint, String problem) {
        assertThat(problems("pair: cache-a\nendpoint: " + endpoint))
                .anySatisfy(p -> assertThat(p).contains(problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: eni, network-interface: eni-1, order: availability-first} | endpoint.order",
                "{kind: eni, network-interface: eni-1, move: [a]} | endpoint.move",
                "{kind: eni, network-interface: eni-1, ip: 10.0.0.9} | endpoint.ip",
                "{kind: elastic-ip, allocation: eipalloc-1, fallback: {ip: 1.1.1.1}} | endpoint.fallback",
                "{kind: target-group, target-group: 'arn:a:targetgroup/t', load-balancer: x} | endpoint.load-balancer",
                "{kind: command, observe: [a], move: [b], device-index: 1} | endpoint.device-index",
                "{kind: target-group-gate, target-group: 'arn:a:targetgroup/t', order: x} | endpoint.order",
                "{kind: target-group, target-group: 'arn:a:targetgroup/t', force-after: 1s} | endpoint.force-after",
            })
    void keysOfAnotherKindAreRefused(String endpoint, String key) {
        assertThat(problems("pair: cache-a\nendpoint: " + endpoint))
                .singleElement()
                .satisfies(p -> assertThat(p).contains(key + ": is not a known key"));
    }

    @Test
    void whatTheStoreHoldsIsRefusedInOneSentence() {
        byte[] bytes = "{\"format\":1,\"pair\":\"cache-a\",\"drift\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> PairSpec.parse(bytes))
                .isInstanceOf(BadJsonException.class)
                .hasMessageContainingAll("endpoint: is missing", "drift: is 'x'")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFileOfANewerVersionIsRefusedThoughItsRecordIsNot() throws Exception {
        assertThat(problems(ENI + "colour: red"))
                .singleElement()
                .satisfies(p -> assertThat(p).contains("colour: is not a known key"));
        String stored = new String(read(ENI).bytes(), StandardCharsets.UTF_8).replaceFirst("\\}$", ",\"colour\":7}");
        PairSpec spec = PairSpec.parse(stored.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(spec.bytes(), StandardCharsets.UTF_8)).isEqualTo(stored);
    }
}
