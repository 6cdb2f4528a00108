package io.twinproxy.agent.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinproxy.agent.PeerProxy;
import io.twinproxy.coordination.probe.NioProber;
import io.twinproxy.coordination.probe.ProbeProtocol;
import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.probe.Target;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.proxy.ProxyOptions;
import io.twinproxy.proxy.config.ConfigException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real proxy behind the agent's port, asked by the real prober. */
class InProcessProxyTest {
    private static final ProxyOptions OPTIONS = ProxyOptions.defaults()
            .withEventLoops(1)
            .withProbeInterval(Duration.ofMillis(50))
            .withDrainLimit(Duration.ofMillis(200));

    @TempDir
    Path directory;

    @Test
    void servesIsProbedReloadsAndRefusesABadFile() throws Exception {
        int port = freePort();
        try (PeerProxy one = new PeerProxy();
                PeerProxy two = new PeerProxy();
                NioProber prober = NioProber.start(System::nanoTime);
                InProcessProxy proxy = InProcessProxy.start(file(port, one.port()), OPTIONS)) {
            ProxySnapshot first = proxy.health();
            assertThat(first.serving()).isTrue();
            assertThat(first.port()).isEqualTo(port);
            assertThat(first.protocol()).isEqualTo("memcache");
            Target target = new Target(
                    "127.0.0.1", port, ProbeProtocol.MEMCACHE, Duration.ofMillis(50), Duration.ofSeconds(2), 2);
            Prober.Watch watch = prober.watch(target, sighting -> {});
            await().until(() -> watch.latest().sight() == Sight.ANSWERED);
            await().until(() -> proxy.health().pools().get(0).backendsIn() == 1);

            EmbeddedProxy.Reloading reloaded = proxy.reload(file(port, one.port(), two.port()));
            assertThat(reloaded.accepted()).isTrue();
            ProxySnapshot second = proxy.health();
            assertThat(second.digest()).isNotEqualTo(first.digest());
            assertThat(second.report("10.0.0.1").backendsTotal()).isEqualTo(2);

            Path bad = Files.writeString(directory.resolve("bad.yml"), "alpha:\n  listen: nowhere\n  hash: sha9\n");
            EmbeddedProxy.Reloading refused = proxy.reload(bad);
            assertThat(refused.accepted()).isFalse();
            assertThat(refused.sentence()).contains("listen", "hash");
            assertThat(proxy.health()).isEqualTo(second);
            assertThat(watch.latest().sight()).isEqualTo(Sight.ANSWERED);

            proxy.close();
            assertThat(proxy.health().serving()).isFalse();
            assertThat(proxy.health().why()).isEqualTo("it takes no new clients");
            await().until(() -> watch.latest().sight() == Sight.REFUSED);
        }
    }

    @Test
    void aFileThatCannotBeServedStartsNothing() {
        assertThatThrownBy(() -> InProcessProxy.start(directory.resolve("none.yml"), OPTIONS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("does not exist");
    }

    private Path file(int port, int... backends) throws Exception {
        StringBuilder yaml = new StringBuilder("alpha:\n  listen: 127.0.0.1:" + port
                + "\n  hash: md5\n  distribution: ketama\n  preconnect: true\n  timeout: 400\n  servers:\n");
        for (int backend : backends) {
            yaml.append("   - 127.0.0.1:").append(backend).append(":1\n");
        }
        return Files.writeString(directory.resolve("nutcracker.yml"), yaml);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
