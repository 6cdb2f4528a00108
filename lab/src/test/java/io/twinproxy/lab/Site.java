package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Reading;
import io.twinproxy.coordination.zookeeper.ZooKeeperOptions;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import io.twinproxy.proxy.cache.BuiltinCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pair with all that belongs to it, each part a process that can be killed by itself, ZooKeeper too; the sandbox keeps
 * its ZooKeeper, its cloud and its wire in one process, so there the store cannot die alone. Cloud and cache nodes are in
 * the tests' process: they are the world, which goes on.
 */
final class Site implements AutoCloseable {
    static final String PAIR = "cache-a";
    static final String ZOOKEEPER = "zookeeper";

    /** The bound of every wait: far above what a busy machine takes, and what then fails is broken. */
    static final Duration WITHIN = Duration.ofSeconds(45);

    private static final int HEALTHY = 1000;

    private final Path directory;
    private final Twinproxy twinproxy;
    private final FreePorts ports = new FreePorts();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final SortedMap<String, Program> programs = new TreeMap<>();
    private final List<SiteHost> hosts;
    private final List<Integer> caches = new ArrayList<>();
    private final SiteCloud cloud;
    private final String zookeeper;
    private final Store store;

    Site(Path directory) throws IOException {
        this.directory = directory;
        this.twinproxy = new Twinproxy(directory);
        int port = ports.next();
        zookeeper = "127.0.0.1:" + port;
        hosts = List.of(host("proxy-a", "i-0aaaaaaaaaaaaaaaa"), host("proxy-b", "i-0bbbbbbbbbbbbbbbb"));
        for (int i = 0; i < 2; i++) {
            BuiltinCache cache =
                    BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16 << 20);
            opened.add(cache);
            caches.add(cache.port());
        }
        cloud = new SiteCloud(hosts);
        opened.add(cloud);
        files(port);
        try {
            startMissing();
            store = ZooKeeperStore.connect(zookeeper, ZooKeeperOptions.of("lab").withFirstWait(WITHIN));
            opened.add(store);
            declare();
        } catch (UnavailableException | IOException | RuntimeException | AssertionError e) {
            close();
            throw new IOException("the site does not start: " + e.getMessage(), e);
        }
    }

    private SiteHost host(String name, String instance) throws IOException {
        return new SiteHost(name, instance, ports.next(), ports.next(), directory);
    }

    private void files(int zookeeperPort) throws IOException {
        Files.writeString(
                directory.resolve("zoo.cfg"), """
                dataDir=%s
                tickTime=500
                clientPort=%d
                clientPortAddress=127.0.0.1
                maxClientCnxns=100
                admin.enableServer=false
                """.formatted(directory.resolve("zookeeper-data"), zookeeperPort));
        for (SiteHost host : hosts) {
            host.write(zookeeper, caches);
        }
        for (int i = 1; i <= 2; i++) {
            Files.writeString(
                    controllerFile("controller-" + i), """
                    name: controller-%d
                    zookeeper: %s
                    session: 2s
                    aws: {region: us-east-1, endpoint: '%s'}
                    status: 127.0.0.1:%d
                    """.formatted(i, zookeeper, cloud.endpoint(), ports.next()));
        }
        Files.writeString(directory.resolve("pair.yml"), """
                pair: %s
                endpoint: {kind: eni, network-interface: %s, device-index: 1, address: '127.0.0.1:%d'}
                timings: {hold-down: 0s, probe-timeout: 1s}
                """.formatted(
                        PAIR, SiteCloud.ENI, cloud.front().getPort()));
    }

    private void declare() throws IOException {
        Twinproxy.Ended applied =
                twinproxy("pair", "apply", "-f", directory.resolve("pair.yml").toString());
        assertThat(applied.code()).as(applied.toString()).isZero();
    }

    /** Starts what does not run, whichever that is. */
    void startMissing() throws IOException {
        if (!runs(ZOOKEEPER)) {
            programs.put(
                    ZOOKEEPER,
                    Program.start(
                            ZOOKEEPER,
                            directory,
                            Twinproxy.java(
                                    "org.apache.zookeeper.server.ZooKeeperServerMain",
                                    directory.resolve("zoo.cfg").toString())));
        }
        for (SiteHost host : hosts) {
            if (!runs(host.name())) {
                startAgent(host);
            }
        }
        for (int i = 1; i <= 2; i++) {
            String name = "controller-" + i;
            if (!runs(name)) {
                programs.put(
                        name,
                        twinproxy.start(
                                name, "controller", "-c", controllerFile(name).toString()));
            }
        }
    }

    void startAgent(SiteHost host) throws IOException {
        programs.put(
                host.name(),
                twinproxy.start(host.name(), "agent", "-c", host.agentFile().toString()));
    }

    /** A program in the place of one that has been killed: it is the site's from now on. */
    void replace(String name, Program program) {
        programs.put(name, program);
    }

    private boolean runs(String name) {
        return programs.containsKey(name) && program(name).alive();
    }

    Program program(String name) {
        return Optional.ofNullable(programs.get(name))
                .orElseThrow(() -> new IllegalArgumentException("nothing is called " + name));
    }

    /** The names of all programs, whether they run or not. */
    List<String> programs() {
        return List.copyOf(programs.keySet());
    }

    Path controllerFile(String name) {
        return directory.resolve(name + ".yml");
    }

    Path directory() {
        return directory;
    }

    String zookeeper() {
        return zookeeper;
    }

    FreePorts ports() {
        return ports;
    }

    List<Integer> caches() {
        return caches;
    }

    List<SiteHost> hosts() {
        return hosts;
    }

    SiteCloud cloud() {
        return cloud;
    }

    Store store() {
        return store;
    }

    /** Runs a verb against this site's ZooKeeper. */
    Twinproxy.Ended twinproxy(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--zookeeper", zookeeper));
        return twinproxy.run(all.toArray(String[]::new));
    }

    /** Starts a verb that runs until it is stopped; it ends with the site. */
    Program start(String name, String... arguments) throws IOException {
        Program program = twinproxy.start(name, arguments);
        opened.add(program);
        return program;
    }

    PairRecords read() throws UnavailableException {
        return store.read(PAIR);
    }

    /** The active host, as assigned. */
    SiteHost active() throws UnavailableException {
        String name = read().assignment().value().flatMap(Assignment::active).orElseThrow();
        return named(name);
    }

    /** The other of the two hosts. */
    SiteHost other(SiteHost host) {
        return hosts.get(0).equals(host) ? hosts.get(1) : hosts.get(0);
    }

    private SiteHost named(String name) {
        return hosts.stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
    }

    long generation() throws UnavailableException {
        return read().assignment().value().orElseThrow().generation();
    }

    Optional<Reading> reading() throws UnavailableException {
        return read().reading().value();
    }

    Optional<Heartbeat> heartbeat(SiteHost host) throws UnavailableException {
        return Optional.ofNullable(read().hosts().get(host.name())).flatMap(e -> e.value());
    }

    String leader() throws UnavailableException {
        return store.leader().map(Store.Leader::name).orElse("");
    }

    /** The leader of the present epoch reads the pair as healthy, and nothing moves. */
    boolean healthy() throws UnavailableException {
        PairRecords records = read();
        long epoch = store.leader().map(l -> l.epoch().number()).orElse(-1L);
        boolean still =
                records.assignment().value().map(a -> a.move().isEmpty()).orElse(false);
        boolean fresh = records.reading()
                .value()
                .map(r -> r.epoch() == epoch && r.situation() == HEALTHY)
                .orElse(false);
        return still && fresh && records.hosts().size() == 2;
    }

    void awaitHealthy() {
        await().atMost(WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(UnavailableException.class)
                .untilAsserted(() -> assertThat(healthy())
                        .as(() -> "healthy; the last reading: " + lastReading())
                        .isTrue());
    }

    private String lastReading() {
        try {
            return reading().map(r -> r.situation() + " " + r.sentence()).orElse("none");
        } catch (UnavailableException e) {
            return "the store does not answer";
        }
    }

    /** A host is active, holds the interface, and clients are served by way of it. */
    void awaitActive(SiteHost host) {
        await().atMost(WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(UnavailableException.class)
                .untilAsserted(() -> {
                    Assignment assignment = read().assignment().value().orElseThrow();
                    assertThat(assignment.active()).contains(host.name());
                    assertThat(assignment.move()).isEmpty();
                    assertThat(cloud.holder()).contains(host.instance());
                    assertThat(CacheClient.served(cloud.front())).isTrue();
                });
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
