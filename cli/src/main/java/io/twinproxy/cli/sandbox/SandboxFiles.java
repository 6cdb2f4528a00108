package io.twinproxy.cli.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The files of a sandbox: the same that people write for a real pair. */
final class SandboxFiles {
    private final Path directory;

    SandboxFiles(Path directory) {
        this.directory = directory;
    }

    Path agent(String host) {
        return directory.resolve("agent-" + host + ".yml");
    }

    void writeHost(HostPorts host, String zookeeper, List<Integer> cachePorts) throws IOException {
        Path proxy = directory.resolve("nutcracker-" + host.name() + ".yml");
        String servers =
                cachePorts.stream().map(port -> "   - 127.0.0.1:" + port + ":1").collect(Collectors.joining("\n"));
        Files.writeString(proxy, """
                elastic_cache:
                  listen: 127.0.0.1:%d
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
                %s
                """.formatted(host.proxyPort(), servers));
        Files.writeString(agent(host.name()), """
                pair: %s
                host: %s
                zookeeper: %s
                proxy: %s
                address: 127.0.0.1
                instance: %s
                zone: %s
                health: {listen: '127.0.0.1:%d', maintenance-file: '%s'}
                interface: {manage: 'off'}
                """.formatted(
                        Sandbox.PAIR,
                        host.name(),
                        zookeeper,
                        proxy,
                        host.instance(),
                        CloudSide.ZONE,
                        host.healthPort(),
                        directory.resolve("out-" + host.name())));
    }

    Path writeController(int number, String zookeeper, URI cloud, int statusPort) throws IOException {
        Path file = directory.resolve("controller-" + number + ".yml");
        Files.writeString(file, """
                name: controller-%d
                zookeeper: %s
                aws: {region: %s, endpoint: '%s'}
                status: 127.0.0.1:%d
                """.formatted(number, zookeeper, CloudSide.REGION, cloud, statusPort));
        return file;
    }

    String writePair(String endpoint) throws IOException {
        String yaml = "pair: " + Sandbox.PAIR + "\nendpoint: " + endpoint + "\n";
        Files.writeString(directory.resolve("pair.yml"), yaml);
        return yaml;
    }
}
