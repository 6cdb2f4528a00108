package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.PoolField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Prometheus gets, read by its own rules. */
class ExpositionTest {
    private static final Pattern SAMPLE = Pattern.compile(
            "(twinproxy_proxy_[a-z0-9_]+)(\\{(?:[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)*})? (-?[0-9.E]+)");

    private final List<AutoCloseable> open = new ArrayList<>();

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

    /** Samples by name and labels; every line must be one, and belong to the metric announced last. */
    private static Map<String, Double> read(Proxy proxy) {
        Map<String, Double> samples = new LinkedHashMap<>();
        List<String> announced = new ArrayList<>();
        String type = "";
        for (String line : proxy.metrics().split("\n", -1)) {
            if (line.startsWith("# HELP ")) {
                announced.add(line.split(" ", 4)[2]);
                assertThat(line.split(" ", 4)[3]).isNotBlank();
            } else if (line.startsWith("# TYPE ")) {
                assertThat(line.split(" ", 4)[2]).isEqualTo(announced.get(announced.size() - 1));
                type = line.split(" ", 4)[3];
            } else if (!line.isEmpty()) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                String name = type.equals("histogram")
                        ? sample.group(1).replaceFirst("_(bucket|sum|count)$", "")
                        : sample.group(1);
                assertThat(name).isEqualTo(announced.get(announced.size() - 1));
                assertThat(name.endsWith("_total")).isEqualTo(type.equals("counter"));
                String labels = sample.group(2) == null ? "" : sample.group(2);
                assertThat(samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3))))
                        .as(line)
                        .isNull();
            }
        }
        assertThat(announced).doesNotHaveDuplicates();
        return samples;
    }

    @Test
    void everyFigureOfNutcrackersIsThere() {
        ScriptedServer server =
                closing(new ScriptedServer((line, out, socket) -> out.write(ScriptedServer.bytes("END\r\n"))));
        Proxy proxy = closing(Proxies.start(Proxies.config("", server.port())));
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        for (int i = 0; i < 7; i++) {
            assertThat(client.ask("get k")).isEqualTo("END");
        }
        Map<String, Double> samples = read(proxy);
        ProxyStats.PoolStats pool = proxy.stats().pools().get(0);
        for (PoolField field : PoolField.values()) {
            assertThat(samples)
                    .containsEntry(name(field.word(), field.present()) + "{pool=\"pool\"}", (double) pool.get(field));
        }
        for (BackendField field : BackendField.values()) {
            String name = field == BackendField.SERVER_EJECTED_AT
                    ? "twinproxy_proxy_server_ejected_at_seconds"
                    : name(field.word(), field.present());
            assertThat(samples).containsEntry(name + "{pool=\"pool\",server=\"a\"}", (double)
                    pool.backends().get(0).get(field));
        }
        assertThat(samples)
                .containsEntry("twinproxy_proxy_requests_total{pool=\"pool\",server=\"a\"}", 7.0)
                .containsEntry("twinproxy_proxy_server_in{pool=\"pool\",server=\"a\"}", 1.0)
                .containsEntry("twinproxy_proxy_accepting", 1.0)
                .containsEntry("twinproxy_proxy_connections", 3.0)
                .containsEntry("twinproxy_proxy_request_duration_seconds_count{pool=\"pool\"}", 7.0);
    }

    private static String name(String word, boolean present) {
        return "twinproxy_proxy_" + word + (present ? "" : "_total");
    }

    @Test
    void namesThatHoldWhatTheFormatNeedsAreEscaped() {
        Proxy proxy = closing(Proxies.start(Proxies.parse("""
                'po"ol\\':
                  listen: 127.0.0.1:1
                  servers:
                  - '127.0.0.1:1:1 back\\slash'
                  - '127.0.0.1:2:1 quo"te'
                """)));
        assertThat(read(proxy))
                .containsKeys(
                        "twinproxy_proxy_server_in{pool=\"po\\\"ol\\\\\",server=\"back\\\\slash\"}",
                        "twinproxy_proxy_server_in{pool=\"po\\\"ol\\\\\",server=\"quo\\\"te\"}");
    }

    @Test
    void latencyIsThatOfEachServerAndThatOfThePool() {
        ScriptedServer quick =
                closing(new ScriptedServer((line, out, socket) -> out.write(ScriptedServer.bytes("END\r\n"))));
        ScriptedServer slow = closing(new ScriptedServer((line, out, socket) -> {
            Thread.sleep(60);
            out.write(ScriptedServer.bytes("END\r\n"));
        }));
        Proxy proxy = closing(Proxies.start(Proxies.config("distribution: modula", quick.port(), slow.port())));
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        for (int i = 0; i < 20; i++) {
            assertThat(client.ask("get k" + i)).isEqualTo("END");
        }
        assertThat(client.ask("get k1 k2 k3 k4 k5 k6")).isEqualTo("END");
        Map<String, Double> samples = read(proxy);
        double ofSlow = samples.get("twinproxy_proxy_server_duration_seconds_count{pool=\"pool\",server=\"b\"}");
        double ofQuick = samples.get("twinproxy_proxy_server_duration_seconds_count{pool=\"pool\",server=\"a\"}");
        assertThat(ofSlow).isGreaterThan(1);
        assertThat(ofQuick).isGreaterThan(1);
        assertThat(ofQuick + ofSlow).as("the split request is two").isEqualTo(22);
        assertThat(samples)
                .containsEntry("twinproxy_proxy_request_duration_seconds_count{pool=\"pool\"}", 21.0)
                .containsEntry(bucket("server_duration", ",server=\"b\"", "0.05"), 0.0)
                .containsEntry(bucket("request_duration", "", "0.05"), ofQuick - 1)
                .containsEntry(bucket("request_duration", "", "+Inf"), 21.0);
        assertThat(samples.get("twinproxy_proxy_server_duration_seconds_sum{pool=\"pool\",server=\"b\"}"))
                .isGreaterThanOrEqualTo(0.06 * ofSlow);
        double before = 0;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            if (sample.getKey().startsWith("twinproxy_proxy_request_duration_seconds_bucket")) {
                assertThat(sample.getValue()).isGreaterThanOrEqualTo(before);
                before = sample.getValue();
            }
        }
        client.send("stats\r\n");
        String stats = client.upTo("END");
        assertThat(stats)
                .containsPattern("STAT latency_p50_us \\d+\r\nSTAT latency_p99_us (6\\d|[7-9]\\d|\\d{3})\\d{3}\r\n");
    }

    @Test
    void aTimeoutIsThePoolsLatencyAndTheLateReplyItsServers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ScriptedServer server = closing(new ScriptedServer((line, out, socket) -> {
            release.await(10, TimeUnit.SECONDS);
            out.write(ScriptedServer.bytes("END\r\n"));
        }));
        Proxy proxy = closing(Proxies.start(Proxies.config("timeout: 150", server.port())));
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        assertThat(client.ask("get k")).isEqualTo("SERVER_ERROR Connection timed out");
        assertThat(read(proxy))
                .containsEntry("twinproxy_proxy_request_duration_seconds_count{pool=\"pool\"}", 1.0)
                .containsEntry(bucket("request_duration", "", "0.1"), 0.0)
                .containsEntry("twinproxy_proxy_server_duration_seconds_count{pool=\"pool\",server=\"a\"}", 0.0);
        release.countDown();
        Awaitility.await()
                .untilAsserted(() -> assertThat(read(proxy))
                        .containsEntry(
                                "twinproxy_proxy_server_duration_seconds_count{pool=\"pool\",server=\"a\"}", 1.0));
    }

    private static String bucket(String name, String more, String bound) {
        return "twinproxy_proxy_" + name + "_seconds_bucket{pool=\"pool\"" + more + ",le=\"" + bound + "\"}";
    }
}
