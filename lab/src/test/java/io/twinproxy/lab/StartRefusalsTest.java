package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each program does with a file, or a machine, it cannot work with: it ends, and says everything at once. */
@Tag("once")
class StartRefusalsTest {
    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Twinproxy.Ended run(String... arguments) throws IOException {
        return new Twinproxy(directory).run(arguments);
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void anAgentListsEveryProblemOfItsFile() throws IOException {
        Path agent = file("agent.yml", """
                pare: cache-a
                host: 7-up
                zookeeper: nowhere
                proxy: nutcracker.yml
                session-timeout: 4
                health: {listen: '127.0.0.1:99999'}
                """);

        Twinproxy.Ended ended = run("agent", "-c", agent.toString());

        assertThat(ended.code()).as(ended.toString()).isEqualTo(2);
        assertThat(ended.err()).contains("pare", "pair", "7-up", "nowhere", "session-timeout", "99999");
    }

    @Test
    void anAgentListsEveryProblemOfItsPools() throws IOException {
        file("nutcracker.yml", """
                pool:
                  listen: 127.0.0.1:0x
                  hash: md6
                  distribution: ketema
                  timeout: soon
                  servers:
                   - 127.0.0.1:11211
                """);
        Path agent = file("agent.yml", """
                pair: cache-a
                host: proxy-a
                zookeeper: 127.0.0.1:1
                proxy: nutcracker.yml
                instance: i-0aaaaaaaaaaaaaaaa
                health: {listen: '127.0.0.1:0'}
                """);

        Twinproxy.Ended ended = run("agent", "-c", agent.toString());

        assertThat(ended.code()).as(ended.toString()).isEqualTo(2);
        assertThat(ended.err()).contains("listen", "md6", "ketema", "soon", "127.0.0.1:11211");
    }

    @Test
    void aControllerListsEveryProblemOfItsFile() throws IOException {
        Path controller = file("controller.yml", """
                name: '-'
                zookeper: 127.0.0.1:2181
                session: 1h
                aws: {region: eu-west-1, call-timeout: 3600s}
                status: nowhere
                """);

        Twinproxy.Ended ended = run("controller", "-c", controller.toString());

        assertThat(ended.code()).as(ended.toString()).isEqualTo(2);
        assertThat(ended.err()).contains("name", "zookeper", "zookeeper", "1h", "3600s", "nowhere");
    }

    @Test
    void aPairWithImpossibleTimingsIsNotApplied() throws IOException {
        Path pair = file("pair.yml", """
                pair: cache-a
                endpoint: {kind: eni, network-interface: eth0, device-index: 0}
                timings: {heartbeat: 2s, late-after: 1s, probe: 1}
                """);

        Twinproxy.Ended ended = run("pair", "apply", "-f", pair.toString(), "--zookeeper", "127.0.0.1:1");

        assertThat(ended.code()).as(ended.toString()).isEqualTo(2);
        assertThat(ended.err()).contains("eth0", "device-index", "late-after", "probe");
    }

    @Test
    void anAgentWhosePortIsTakenSaysWhichAndEnds() throws IOException {
        try (ServerSocket proxy = taken();
                ServerSocket health = taken()) {
            file("nutcracker.yml", pool(proxy.getLocalPort()));
            Twinproxy.Ended ended = run("agent", "-c", agent(0).toString());
            assertThat(ended.code()).as(ended.toString()).isEqualTo(1);
            assertThat(ended.err()).contains("cannot start", "pool", "127.0.0.1:" + proxy.getLocalPort());

            file("nutcracker.yml", pool(new FreePorts().next()));
            ended = run("agent", "-c", agent(health.getLocalPort()).toString());
            assertThat(ended.code()).as(ended.toString()).isEqualTo(1);
            assertThat(ended.err()).contains("cannot start", "127.0.0.1:" + health.getLocalPort());
        }
    }

    @Test
    void aControllerWhosePortIsTakenSaysWhichAndEnds() throws IOException {
        try (ServerSocket taken = taken()) {
            Path controller = file("controller.yml", """
                    name: controller-1
                    zookeeper: 127.0.0.1:1
                    status: 127.0.0.1:%d
                    """.formatted(taken.getLocalPort()));
            Twinproxy.Ended ended = run("controller", "-c", controller.toString());
            assertThat(ended.code()).as(ended.toString()).isEqualTo(1);
            assertThat(ended.err()).contains("cannot start", "status", "127.0.0.1:" + taken.getLocalPort());

            controller = file("controller.yml", """
                    name: controller-1
                    zookeeper: {embedded: {id: 1, data: %s, port: %d}}
                    status: off
                    """.formatted(directory.resolve("data"), taken.getLocalPort()));
            ended = run("controller", "-c", controller.toString());
            assertThat(ended.code()).as(ended.toString()).isEqualTo(1);
            assertThat(ended.err()).contains("cannot start", "ZooKeeper", "127.0.0.1:" + taken.getLocalPort());
        }
    }

    private static String pool(int port) {
        return """
                pool:
                  listen: 127.0.0.1:%d
                  servers:
                   - 127.0.0.1:11211:1
                """.formatted(port);
    }

    private Path agent(int healthPort) throws IOException {
        return file("agent.yml", """
                pair: cache-a
                host: proxy-a
                zookeeper: 127.0.0.1:1
                proxy: nutcracker.yml
                instance: i-0aaaaaaaaaaaaaaaa
                health: {listen: '127.0.0.1:%d'}
                """.formatted(healthPort));
    }
}
