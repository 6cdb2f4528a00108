package io.twinproxy.agent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.agent.core.Role;
import io.twinproxy.agent.core.Standing;
import io.twinproxy.agent.embedded.ProxySnapshot;
import io.twinproxy.agent.embedded.ProxySnapshot.PoolSnapshot;
import io.twinproxy.agent.net.Cidr;
import io.twinproxy.coordination.record.Hold;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    private static final Standing ACTIVE = new Standing(Role.ACTIVE, true, 3, true, Hold.VERIFIED, "");
    private static final Standing STANDBY = new Standing(Role.STANDBY, true, 3, true, Hold.ABSENT, "");

    private static final String PROXY_METRICS = "twinproxy_proxy_accepting 1\n";

    private Supplier<HealthView> view = () -> view(true, 2, false, ACTIVE);
    private HealthServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void isFineWhileTheProxyServesAndEnoughBackendsAreIn() throws Exception {
        start("127.0.0.0/8");
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/active").statusCode()).isEqualTo(200);
        assertThat(get("/").body()).isEqualTo("ok\n");
    }

    @Test
    void tellsEveryReasonAtOnce() throws Exception {
        start("127.0.0.1");
        view = () -> view(false, 0, true, STANDBY);
        HttpResponse<String> response = get("/active");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("""
                        the proxy does not serve: an event loop does not turn
                        pool alpha has 0 of 2 backends in; it needs 1
                        the maintenance file /tmp/out is there
                        this host is standby by generation 3
                        """);
    }

    @Test
    void theStandbyIsFineButNotActive() throws Exception {
        start("127.0.0.1");
        view = () -> view(true, 2, false, STANDBY);
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/active").statusCode()).isEqualTo(503);
    }

    @Test
    void nobodyIsActiveBeforeAnAssignmentWasRead() throws Exception {
        start("127.0.0.1");
        view = () -> view(true, 2, false, Standing.NOTHING_KNOWN);
        assertThat(get("/active").statusCode()).isEqualTo(503);
        assertThat(get("/active").body()).contains("no assignment was read yet");
    }

    @Test
    void aRefusedConfigurationIsAWarningAndNoReason() throws Exception {
        start("127.0.0.1");
        HealthView fine = view(true, 2, false, ACTIVE);
        view = () -> new HealthView(fine.proxy(), false, fine.maintenanceFile(), Optional.of("line 3: bad"), ACTIVE);
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/").body()).contains("warning: the newer configuration file is not served: line 3: bad");
    }

    @Test
    void whatCannotBeReadIsUnhealthy() throws Exception {
        start("127.0.0.1");
        view = () -> {
            throw new IllegalStateException("no snapshot");
        };
        assertThat(get("/").statusCode()).isEqualTo(503);
        assertThat(get("/").body()).contains("no snapshot");
    }

    @Test
    void othersAreRefusedWhateverTheyAsk() throws Exception {
        start("10.0.0.0/16");
        assertThat(get("/").statusCode()).isEqualTo(403);
        assertThat(get("/active").statusCode()).isEqualTo(403);
        assertThat(get("/metrics").body()).contains("127.0.0.1 is not in health.only-from");
    }

    @Test
    void answersHeadWithoutABodyAndNothingElseAnywhereElse() throws Exception {
        start("127.0.0.1");
        HttpResponse<String> head = send("HEAD", "/");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(send("POST", "/").statusCode()).isEqualTo(405);
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/active/more").statusCode()).isEqualTo(404);
    }

    @Test
    void metricsAreWhatPrometheusReads() throws Exception {
        start("127.0.0.1");
        assertThat(get("/metrics").body().lines())
                .contains(
                        "twinproxy_agent_serving 1",
                        "twinproxy_agent_active 1",
                        "twinproxy_agent_backends_in{pool=\"alpha\"} 2",
                        "twinproxy_proxy_accepting 1");
        assertThat(get("/metrics").headers().firstValue("Content-Type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void aProxyAloneHasHealthAndItsOwnFiguresOnly() throws Exception {
        server = HealthServer.startForProxyAlone(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> view.get(), () -> PROXY_METRICS);
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body()).isEqualTo(PROXY_METRICS);
        assertThat(get("/active").statusCode()).isEqualTo(404);
        assertThat(get("/active").body()).isEqualTo("there is /, /metrics\n");
        view = () -> view(true, 0, false, Standing.NOTHING_KNOWN);
        assertThat(get("/").statusCode()).isEqualTo(503);
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        start("127.0.0.1");
        HealthSettings taken = new HealthSettings(server.address(), List.of(), Path.of("/tmp/out"));
        assertThatThrownBy(() -> HealthServer.start(taken, view, () -> PROXY_METRICS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("health cannot be answered at")
                .hasMessageContaining(String.valueOf(server.address().getPort()));
    }

    private void start(String onlyFrom) throws IOException {
        server = HealthServer.start(
                new HealthSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(Cidr.parse(onlyFrom).orElseThrow()),
                        Path.of("/tmp/out")),
                () -> view.get(),
                () -> PROXY_METRICS);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HealthView view(boolean serving, int backendsIn, boolean maintenance, Standing standing) {
        ProxySnapshot proxy = new ProxySnapshot(
                serving,
                serving ? "" : "an event loop does not turn",
                "0.0.0.0",
                22121,
                "memcache",
                "d1",
                List.of(new PoolSnapshot("alpha", backendsIn, 2, 1)));
        return new HealthView(proxy, maintenance, Path.of("/tmp/out"), Optional.empty(), standing);
    }
}
