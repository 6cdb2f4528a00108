package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.zookeeper.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller that carries ZooKeeper, on a disk without room. Needs root, for a mount namespace. */
class FullDiskTest {
    @TempDir
    private Path directory;

    private Path data;
    private int port;
    private Path secret;
    private List<String> controller;

    @BeforeEach
    void prepare() throws IOException {
        data = Files.createDirectories(directory.resolve("data"));
        SmallDisk.assume(data);
        port = new FreePorts().next();
        // Beside the small disk, for the command to read.
        secret = directory.resolve("secret");
        Secret.make(secret, new SecureRandom());
        Path file = Files.writeString(directory.resolve("controller.yml"), """
                name: controller-1
                zookeeper: {embedded: {id: 1, data: '%s', port: %d}}
                zookeeper-secret: %s
                status: off
                """.formatted(data, port, secret));
        controller = Twinproxy.java("io.twinproxy.cli.Main", "controller", "-c", file.toString());
    }

    @Test
    void aControllerDoesNotStartOnAFullDiskAndSaysWhy() throws IOException {
        Twinproxy.Ended ended = Twinproxy.ended(
                Program.start("controller", directory, new SmallDisk(data).fullAround(controller)), Site.WITHIN);

        assertThat(ended.code()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.err())
                .contains("the controller cannot start: embedded ZooKeeper in " + data)
                .contains("No space left on device");
    }

    @Test
    void aControllerWhoseZooKeeperDiesOfAFullDiskEndsAndSaysWhy() throws IOException {
        SmallDisk disk = new SmallDisk(data);
        try (Program running = Program.start("controller", directory, disk.around(controller))) {
            await().atMost(Site.WITHIN)
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> assertThat(running.err()).contains("this controller leads from now on"));

            disk.fill(running);
            Path pair = Files.writeString(directory.resolve("pair.yml"), """
                    pair: cache-a
                    endpoint: {kind: command, address: '127.0.0.1:1', observe: [/bin/true], move: [/bin/true]}
                    """);
            new Twinproxy(directory)
                    .run(
                            "pair",
                            "apply",
                            "-f",
                            pair.toString(),
                            "--zookeeper",
                            "127.0.0.1:" + port,
                            "--zookeeper-secret",
                            secret.toString());

            assertThat(running.exitCode(Site.WITHIN)).isEqualTo(1);
            assertThat(running.err()).contains("No space left on device").contains("the embedded ZooKeeper has ended");
        }
    }
}
