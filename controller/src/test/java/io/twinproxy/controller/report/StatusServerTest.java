package io.twinproxy.controller.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.settings.Address;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real HTTP, on a free port of the loopback address. */
class StatusServerTest {
    private final AtomicLong now = new AtomicLong();
    private final StatusBoard board = new StatusBoard("controller-1", now::get, () -> 1_700_000_000_000L);
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private StatusServer server;

    @BeforeEach
    void start() throws IOException {
        server = StatusServer.start(new Address("127.0.0.1", 0), board, registry);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsMachinesEverythingAsJson() throws Exception {
        board.leading(Optional.of(Sample.EPOCH));
        board.read(Sample.moving("cache-a", "attach eni-1 to i-b"));
        board.happened("cache-a", Sample.event(Event.Kind.MOVE_STARTED, Situation.ACTIVE_DOWN, Optional.empty()));
        now.addAndGet(3_000_000_000L);
        HttpResponse<String> response = get("/status");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        JsonObject json = Json.parse(response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(json.string("controller")).isEqualTo("controller-1");
        assertThat(json.bool("leading", false)).isTrue();
        assertThat(json.integer("epoch")).isEqualTo(7);
        assertThat(json.integer("sinceTurnMs")).isEqualTo(3000);
        assertThat(response.body())
                .contains("\"number\":200,\"title\":\"a move is under way\",\"action\":\"continue\",\"tone\":\"busy\"")
                .contains("\"target\":\"b\",\"sentence\":\"moving to b\"", "\"sinceMs\":3000")
                .contains("\"active\":\"b\"", "\"placement\":{\"kind\":\"changing\",\"host\":\"b\"")
                .contains("\"host\":\"a\",\"role\":\"standby\",\"health\":\"down\"")
                .contains("\"notReady\":[\"its agent is not connected\",\"it is down\"]")
                .contains("\"step\":\"attach eni-1 to i-b\"", "\"phases\":{\"decided\":42,\"detected\":40}")
                .contains("\"preflight\":[\"ec2:DetachNetworkInterface is not allowed\"]")
                .contains("\"last\":{", "\"kind\":\"move-started\"", "\"holdDownMs\":58000");
    }

    @Test
    void tellsPeopleWhoIsActiveWhoHoldsTheEndpointAndWhatIsWrong() throws Exception {
        board.leading(Optional.of(Sample.EPOCH));
        board.read(Sample.healthy("cache-a"));
        board.read(Sample.moving("cache-b", "attach eni-1 to i-b"));
        board.read(Sample.status(
                "cache-c", Situation.BOTH_DOWN, "nowhere to go", Sample.down("a", "it is down"), Sample.down("b")));
        HttpResponse<String> response = get("/");
        assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(response.body())
                .contains("leads, epoch 7", "held by a", "changing hands", "Moving to b", "attach eni-1 to i-b")
                .contains("detected 40 ms", "its agent is not connected", "ready to take over")
                .contains("Automatic moves rest for 58 s more", "ec2:DetachNetworkInterface is not allowed")
                .contains(Situation.BOTH_DOWN.title(), Situation.BOTH_DOWN.advice(), "nowhere to go")
                .contains("1 to look at · twinproxy controller-1", "2023-11-14 22:13:20 UTC");
        assertThat(response.body().indexOf("<h2>cache-c"))
                .isLessThan(response.body().indexOf("<h2>cache-b"));
        assertThat(response.body().indexOf("<h2>cache-b"))
                .isLessThan(response.body().indexOf("<h2>cache-a"));
    }

    @Test
    void thePageNeedsNothingFromElsewhereAndRefreshesItself() throws Exception {
        board.read(Sample.healthy("cache-a"));
        HttpResponse<String> response = get("/");
        assertThat(response.body())
                .contains("http-equiv=\"refresh\"", "prefers-color-scheme: dark")
                .doesNotContain("<script", "<link", "src=", "http://", "https://", "@import", "url(");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'");
    }

    @Test
    void wordsFromOutsideCannotBecomeMarkup() throws Exception {
        String evil = "<script>alert('x')</script>\"&";
        board.read(Sample.status("cache-a", Situation.PAUSED, evil, Sample.down("<b>a", evil)));
        board.happened("cache-a", Sample.event(Event.Kind.MOVE_FAILED, Situation.ACTIVE_DOWN, Optional.empty()));
        board.read(Sample.moving("cache-b", evil));
        String body = get("/").body();
        assertThat(body)
                .doesNotContain("<script", "<b>a", "alert('x')")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;");
    }

    @Test
    void saysWhatAControllerThatDoesNotLeadCanSay() throws Exception {
        assertThat(get("/").body()).contains("This controller does not lead", "does not lead</span>");
        board.leading(Optional.of(Sample.EPOCH));
        assertThat(get("/").body()).contains("No pair is declared yet", "twinproxy pair apply -f pair.yml");
    }

    @Test
    void tellsPrometheusItsMetrics() throws Exception {
        new Metrics(registry).leading(Optional.of(Sample.EPOCH));
        HttpResponse<String> response = get("/metrics");
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(response.body()).contains("# TYPE twinproxy_controller_leading gauge");
        HttpResponse<String> open = client.send(
                request("/metrics")
                        .header("Accept", "application/openmetrics-text; version=1.0.0")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(open.headers().firstValue("Content-Type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void isHealthyWhileTheLoopTurnsAndNotWhenItStandsStill() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        HttpResponse<String> stuck = get("/healthz");
        assertThat(stuck.statusCode()).isEqualTo(503);
        assertThat(stuck.body()).contains("has not turned for 10000 ms");
        assertThat(get("/").body()).contains("the loop has stood still for 10 s");
        board.turned();
        assertThat(get("/healthz").body()).isEqualTo("ok: the loop turned 0 ms ago\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/statuses", "/status/", "/favicon.ico", "/metrics/x", "/%2e%2e/etc/passwd"})
    void anythingElseIsNotFound(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"POST, /", "PUT, /status", "DELETE, /metrics", "PATCH, /healthz", "OPTIONS, /"})
    void nothingCanBeChangedHere(String method, String path) throws Exception {
        HttpResponse<String> response = client.send(
                request(path)
                        .method(method, HttpRequest.BodyPublishers.ofString("x=1"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void headIsGetWithoutItsBody() throws Exception {
        HttpResponse<String> response = client.send(
                request("/healthz")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void whereItCannotListenIsSaidInASentence() {
        assertThatThrownBy(() -> StatusServer.start(server.address(), board, registry))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "status: cannot listen on 127.0.0.1:" + server.address().port() + ": ");
        assertThatThrownBy(() -> StatusServer.start(new Address("no.such.name.invalid", 0), board, registry))
                .hasMessage("status: cannot listen on no.such.name.invalid:0: the name is not known");
    }

    @Test
    void listensNoMoreOnceClosed() {
        server.close();
        assertThatThrownBy(() -> get("/healthz")).isInstanceOf(IOException.class);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }
}
