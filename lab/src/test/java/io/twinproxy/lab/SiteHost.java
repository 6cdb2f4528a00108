package io.twinproxy.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** One proxy host of a site: its name, its instance, its files, and where it answers. */
record SiteHost(String name, String instance, int proxyPort, int healthPort, Path directory) {
    static final String ZONE = "us-east-1a";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    InetSocketAddress proxy() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort);
    }

    Path agentFile() {
        return directory.resolve("agent-" + name + ".yml");
    }

    Path poolFile() {
        return directory.resolve("nutcracker-" + name + ".yml");
    }

    Path maintenanceFile() {
        return directory.resolve("out-" + name);
    }

    /** The health answer of its agent. */
    HttpResponse<String> health(String path) throws IOException {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The issue's own pool, with this machine's backends. */
    String pool(List<Integer> caches) {
        String servers =
                caches.stream().map(port -> "   - 127.0.0.1:" + port + ":1").collect(Collectors.joining("\n"));
        return """
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
                """.formatted(proxyPort, servers);
    }

    void write(String zookeeper, List<Integer> caches) throws IOException {
        write(zookeeper, caches, "");
    }

    /** With more lines of settings. */
    void write(String zookeeper, List<Integer> caches, String more) throws IOException {
        Files.writeString(poolFile(), pool(caches));
        Files.writeString(agentFile(), """
                pair: %s
                host: %s
                zookeeper: %s
                proxy: %s
                address: 127.0.0.1
                instance: %s
                zone: %s
                health: {listen: '127.0.0.1:%d', maintenance-file: '%s'}
                interface: {manage: 'off'}
                session-timeout: 2s
                leave-within: 1s
                %s""".formatted(
                        Site.PAIR, name, zookeeper, poolFile(), instance, ZONE, healthPort, maintenanceFile(), more));
    }
}
