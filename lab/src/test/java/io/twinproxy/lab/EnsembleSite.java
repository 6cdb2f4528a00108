package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.settings.AccessFiles;
import io.twinproxy.coordination.settings.TlsFiles;
import io.twinproxy.coordination.zookeeper.Access;
import io.twinproxy.coordination.zookeeper.AccessException;
import io.twinproxy.coordination.zookeeper.Secret;
import io.twinproxy.coordination.zookeeper.ZooKeeperOptions;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import io.twinproxy.proxy.cache.BuiltinCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A pair whose ZooKeeper is in its three controllers, each a process at a loopback address of its own, with a secret, and TLS
 * between all parties. Cloud and cache nodes are in the tests' process: they are the world, which goes on.
 */
final class EnsembleSite implements AutoCloseable {
    static final int CONTROLLERS = 3;
    private static final int HEALTHY = 1000;

    private final Path directory;
    private final Twinproxy twinproxy;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final SortedMap<String, Program> programs = new TreeMap<>();
    private final List<SiteHost> hosts;
    private final SiteCloud cloud;
    private final int clientPort;
    private final Path secret;
    private final TlsFiles member;
    private final TlsFiles client;
    private final Store store;

    EnsembleSite(Path directory) throws Exception {
        this.directory = directory;
        this.twinproxy = new Twinproxy(directory);
        FreePorts ports = new FreePorts();
        clientPort = ports.next();
        secret = directory.resolve("secret");
        Secret.make(secret, new SecureRandom());
        Pems pems = new Pems(directory.resolve("pems"));
        member =
                pems.issue("member", addresses().map(address -> "IP:" + address).collect(Collectors.joining(",")));
        client = pems.issue("client", "DNS:a-client");
        hosts = List.of(
                new SiteHost("proxy-a", "i-0aaaaaaaaaaaaaaaa", ports.next(), ports.next(), directory),
                new SiteHost("proxy-b", "i-0bbbbbbbbbbbbbbbb", ports.next(), ports.next(), directory));
        BuiltinCache cache = BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16 << 20);
        opened.add(cache);
        cloud = new SiteCloud(hosts);
        opened.add(cloud);
        writeFiles(ports, cache.port());
        try {
            for (int id = 1; id <= CONTROLLERS; id++) {
                startController(id);
            }
            for (SiteHost host : hosts) {
                programs.put(
                        host.name(),
                        twinproxy.start(
                                host.name(), "agent", "-c", host.agentFile().toString()));
            }
            store = connect(zookeeper());
            opened.add(store);
            // Unreachable until two of the members have found each other, which takes them as long as the machine is
            // busy.
            Twinproxy.Ended applied = await().atMost(Site.WITHIN)
                    .until(
                            () -> run(
                                    "pair",
                                    "apply",
                                    "-f",
                                    directory.resolve("pair.yml").toString()),
                            ended -> ended.code() != Exit.UNREACHABLE.code());
            assertThat(applied.code()).as(applied.toString()).isZero();
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private void writeFiles(FreePorts ports, int cachePort) throws IOException {
        int peerPort = ports.next();
        int electionPort = ports.next();
        String peers = addresses()
                .map(address -> address + ":" + peerPort + ":" + electionPort)
                .collect(Collectors.joining(", "));
        for (SiteHost host : hosts) {
            host.write(zookeeper(), List.of(cachePort), access(client));
        }
        for (int id = 1; id <= CONTROLLERS; id++) {
            Files.writeString(directory.resolve(name(id) + ".yml"), """
                    name: %s
                    zookeeper: {embedded: {id: %d, peers: ['%s'], data: '%s', port: %d}}
                    session: 2s
                    aws: {region: us-east-1, endpoint: '%s'}
                    status: off
                    %s""".formatted(
                    name(id), id, peers.replace(", ", "', '"), data(id), clientPort, cloud.endpoint(), access(member)));
        }
        Files.writeString(directory.resolve("pair.yml"), """
                pair: %s
                endpoint: {kind: eni, network-interface: %s, device-index: 1, address: '127.0.0.1:%d'}
                timings: {hold-down: 0s, probe-timeout: 1s}
                """.formatted(
                        Site.PAIR, SiteCloud.ENI, cloud.front().getPort()));
    }

    private String access(TlsFiles files) {
        return "zookeeper-secret: " + secret + "\nzookeeper-tls: {ca: '" + files.ca() + "', certificate: '"
                + files.certificate() + "', key: '" + files.key() + "'}\n";
    }

    static String name(int id) {
        return "controller-" + id;
    }

    private static Stream<String> addresses() {
        return IntStream.rangeClosed(1, CONTROLLERS).mapToObj(id -> "127.0.0." + id);
    }

    /** Where clients of the ensemble connect: all of it. */
    String zookeeper() {
        return addresses().map(address -> address + ":" + clientPort).collect(Collectors.joining(","));
    }

    private Store connect(String servers) throws AccessException, UnavailableException {
        Access access = Access.read(new AccessFiles(Optional.of(secret), false, Optional.of(client)));
        return ZooKeeperStore.connect(
                servers, ZooKeeperOptions.of("lab").withFirstWait(Site.WITHIN).withAccess(access));
    }

    /** Until a member answers by itself, which it does only while it is in the ensemble: then the next may go. */
    void awaitMember(int id) throws Exception {
        try (Store own = connect("127.0.0." + id + ":" + clientPort)) {
            assertThat(own.pairs()).contains(Site.PAIR);
        }
    }

    void startController(int id) throws IOException {
        startController(id, command -> command);
    }

    /** Inside another command, such as one that gives it a small disk. */
    void startController(int id, UnaryOperator<List<String>> within) throws IOException {
        List<String> command = Twinproxy.java(
                "io.twinproxy.cli.Main",
                "controller",
                "-c",
                directory.resolve(name(id) + ".yml").toString());
        programs.put(name(id), Program.start(name(id), directory, within.apply(command)));
    }

    Path data(int id) {
        return directory.resolve("data-" + id);
    }

    Program controller(int id) {
        return program(name(id));
    }

    Program program(String name) {
        return Optional.ofNullable(programs.get(name))
                .orElseThrow(() -> new IllegalArgumentException("nothing is called " + name));
    }

    /** Runs a verb against the ensemble. */
    Twinproxy.Ended run(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--zookeeper", zookeeper(), "--zookeeper-secret", secret.toString()));
        all.addAll(tls());
        return twinproxy.run(all.toArray(String[]::new));
    }

    private List<String> tls() {
        return List.of("--zookeeper-tls", client.ca() + "," + client.certificate() + "," + client.key());
    }

    /** With a certificate, but not the secret. */
    Twinproxy.Ended runWithout(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--zookeeper", zookeeper()));
        all.addAll(tls());
        return twinproxy.run(all.toArray(String[]::new));
    }

    SiteCloud cloud() {
        return cloud;
    }

    List<SiteHost> hosts() {
        return hosts;
    }

    Path secret() {
        return secret;
    }

    Store store() {
        return store;
    }

    Assignment assignment() throws UnavailableException {
        return store.read(Site.PAIR).assignment().value().orElseThrow();
    }

    /** The leader of the present epoch reads the pair as healthy, and nothing moves. */
    boolean healthy() throws UnavailableException {
        PairRecords records = store.read(Site.PAIR);
        long epoch = store.leader().map(l -> l.epoch().number()).orElse(-1L);
        return records.assignment().value().map(a -> a.move().isEmpty()).orElse(false)
                && records.reading()
                        .value()
                        .map(r -> r.epoch() == epoch && r.situation() == HEALTHY)
                        .orElse(false)
                && records.hosts().size() == hosts.size();
    }

    /** What each program said last, for a test that failed. */
    String told() {
        StringBuilder told = new StringBuilder();
        programs.forEach((name, program) -> {
            try {
                told.append("\n--- ").append(name).append('\n').append(program.lastSaid());
            } catch (IOException e) {
                told.append("\n--- ").append(name).append(": ").append(e);
            }
        });
        return told.toString();
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the site does not close", e);
            }
        }
    }
}
