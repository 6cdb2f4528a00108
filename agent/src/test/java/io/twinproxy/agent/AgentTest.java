package io.twinproxy.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinproxy.agent.core.Role;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Sight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent with its threads, health port and probes; only the store and the proxy are stand-ins. */
class AgentTest {
    private final FakeProxy proxy = new FakeProxy();
    private final FakeStore store = new FakeStore();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void beatsFollowsAndAnswers() throws Exception {
        Agent agent = start((servers, session) -> store, "1s");
        await().until(() -> !store.beats.isEmpty());
        Heartbeat first = store.beats.get(0);
        assertThat(first.instance()).contains("i-0abc");
        assertThat(first.zone()).contains("eu-west-1a");
        assertThat(first.proxy().address()).isEqualTo("127.0.0.1");
        assertThat(first.hold()).isEqualTo(Hold.NOT_NEEDED);
        assertThat(first.health())
                .isEqualTo("127.0.0.1:" + agent.healthAddress().getPort());
        assertThat(get(agent, "/").statusCode()).isEqualTo(200);
        assertThat(get(agent, "/active").statusCode()).isEqualTo(503);

        store.assign(assigned("a", 1));

        await().until(() -> agent.standing().role() == Role.ACTIVE);
        await().until(() -> last().active() && last().follows() == 1);
        assertThat(get(agent, "/active").statusCode()).isEqualTo(200);
        assertThat(last().incarnation()).isEqualTo(first.incarnation()).hasSize(16);
        assertThat(last().sequence()).isGreaterThan(first.sequence());
    }

    @Test
    void theMaintenanceFileIsAnsweredAndTold() throws Exception {
        Agent agent = start((servers, session) -> store, "1s");
        await().until(() -> !store.beats.isEmpty());
        Files.createFile(directory.resolve("out"));
        assertThat(get(agent, "/").body()).contains("the maintenance file");
        await().until(() -> last().maintenance());
    }

    @Test
    void aStoreThatCannotBeReachedAtFirstIsTriedAgainAndHealthIsAnsweredMeanwhile() throws Exception {
        List<String> tries = new CopyOnWriteArrayList<>();
        AtomicBoolean there = new AtomicBoolean();
        Agent agent = start(
                (servers, session) -> {
                    tries.add(servers + " " + session);
                    if (!there.get()) {
                        throw new UnavailableException("no server answers");
                    }
                    return store;
                },
                "1s");
        assertThat(get(agent, "/").statusCode()).isEqualTo(200);
        assertThat(agent.standing().connected()).isFalse();
        await().until(() -> !tries.isEmpty());
        there.set(true);
        await().until(() -> !store.beats.isEmpty());
        assertThat(tries).hasSizeGreaterThanOrEqualTo(2).containsOnly("zk1:2181 PT3S");
    }

    @Test
    void servesAsItWasWhileTheStoreIsAwayAndBeatsWhenItIsBack() throws Exception {
        Agent agent = start((servers, session) -> store, "1s");
        store.assign(assigned("a", 1));
        await().until(() -> agent.standing().role() == Role.ACTIVE);
        store.connection(false);
        await().until(() -> !agent.standing().connected());
        assertThat(get(agent, "/active").statusCode()).isEqualTo(200);
        int before = store.beats.size();
        store.connection(true);
        await().until(() -> store.beats.size() > before);
        await().until(() -> agent.standing().connected());
    }

    @Test
    void aNameThatIsTakenKeepsNothingFromBeingServed() throws Exception {
        store.nameTaken = true;
        Agent agent = start((servers, session) -> store, "1s");
        store.assign(assigned("a", 1));
        await().until(() -> get(agent, "/active").body().contains("unassigned"));
        assertThat(get(agent, "/active").statusCode()).isEqualTo(503);
        assertThat(get(agent, "/").statusCode()).isEqualTo(200);
        assertThat(store.beats).isEmpty();
        store.nameTaken = false;
        await().until(() -> !store.beats.isEmpty());
        await().until(() -> get(agent, "/active").statusCode() == 200);
    }

    @Test
    void seesItsPeerBeKilledWithinMilliseconds() throws Exception {
        try (PeerProxy peer = new PeerProxy()) {
            start((servers, session) -> store, "1s");
            store.host("b", peersHeartbeat(peer.port()));
            await().until(() ->
                    last().peer().map(p -> p.sight() == Sight.ANSWERED).orElse(false));
            peer.close();
            await().until(() ->
                    last().peer().map(p -> p.sight() == Sight.REFUSED).orElse(false));
            assertThat(last().peer().orElseThrow().detail()).isEqualTo("Connection refused");
        }
    }

    @Test
    void aBadNewFileIsAWarningInTheAnswer() throws Exception {
        Agent agent = start((servers, session) -> store, "1s");
        Files.writeString(directory.resolve("nutcracker.yml"), "bad");
        await().until(() -> get(agent, "/").body().contains("not served: line 1: bad"));
        assertThat(get(agent, "/").statusCode()).isEqualTo(200);
    }

    @Test
    void aCleanStopSaysSoWaitsForTheEndpointToGoAndOnlyThenStopsTheProxy() throws Exception {
        Agent agent = start((servers, session) -> store, "30s");
        store.host("b", peersHeartbeat(1));
        store.assign(assigned("a", 1));
        await().until(() -> agent.standing().role() == Role.ACTIVE);
        CompletableFuture<Void> stop = CompletableFuture.runAsync(agent::close);
        await().until(() -> last().leaving());
        assertThat(proxy.closed).isFalse();
        assertThat(store.deleted).isFalse();
        store.assign(assigned("b", 2));
        stop.get(10, TimeUnit.SECONDS);
        assertThat(proxy.closed).isTrue();
        assertThat(store.deleted).isTrue();
        assertThat(store.closed).isTrue();
        assertThat(agent.ended().toCompletableFuture()).isCompleted();
    }

    @Test
    void aStopEndsInTimeWhenNobodyTakesOver() throws Exception {
        Agent agent = start((servers, session) -> store, "0s");
        store.host("b", peersHeartbeat(1));
        store.assign(assigned("a", 1));
        await().until(() -> agent.standing().role() == Role.ACTIVE);
        CompletableFuture.runAsync(agent::close).get(10, TimeUnit.SECONDS);
        assertThat(store.deleted).isTrue();
    }

    @Test
    void aHealthPortInUseStopsTheStartAndTheProxy() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AgentSettings settings = settings("1s", taken.getLocalPort());
            assertThatThrownBy(() -> Agent.start(settings, (servers, session) -> store, proxy))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("health cannot be answered at");
            assertThat(proxy.closed).isTrue();
        }
    }

    private Agent start(Stores stores, String leaveWithin) throws Exception {
        Agent agent = Agent.start(settings(leaveWithin, 0), stores, proxy);
        opened.add(agent);
        return agent;
    }

    private AgentSettings settings(String leaveWithin, int healthPort) throws Exception {
        Files.writeString(directory.resolve("nutcracker.yml"), "good");
        String yaml = """
                pair: cache-a
                host: a
                zookeeper: zk1:2181
                proxy: nutcracker.yml
                address: 127.0.0.1
                instance: i-0abc
                zone: eu-west-1a
                health: {listen: '127.0.0.1:%d', maintenance-file: out}
                interface: {manage: off}
                session-timeout: 3s
                leave-within: %s
                """.formatted(healthPort, leaveWithin);
        return AgentSettings.parse(yaml, "agent.yml", directory, "a");
    }

    private Heartbeat last() {
        return store.beats.isEmpty() ? peersHeartbeat(1) : store.beats.get(store.beats.size() - 1);
    }

    private static HttpResponse<String> get(Agent agent, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.healthAddress().getPort() + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Heartbeat peersHeartbeat(int port) {
        return new Heartbeat(
                "beef",
                1,
                0,
                Duration.ofSeconds(5),
                Optional.empty(),
                Optional.empty(),
                new ProxyReport(true, "", "127.0.0.1", port, "memcache", "digest", 1, 1, true),
                false,
                false,
                Optional.empty(),
                Hold.NOT_NEEDED,
                "",
                0,
                false,
                "",
                new TreeMap<>());
    }

    private static Assignment assigned(String host, long generation) {
        Assignment none = Assignment.NONE;
        return new Assignment(
                Optional.of(host),
                generation,
                1,
                10,
                "why",
                "controller-1",
                0,
                none.move(),
                none.answered(),
                none.holdDown(),
                none.interfaceMac(),
                none.interfaceAddress(),
                none.members(),
                none.unknown());
    }
}
