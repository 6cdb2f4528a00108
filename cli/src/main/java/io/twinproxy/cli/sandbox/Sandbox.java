package io.twinproxy.cli.sandbox;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.coordination.zookeeper.EmbeddedOptions;
import io.twinproxy.coordination.zookeeper.EmbeddedZooKeeper;
import io.twinproxy.coordination.zookeeper.ZooKeeperOptions;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running sandbox. Whatever it started ends with it. */
public final class Sandbox implements AutoCloseable {
    static final String PAIR = "cache-a";

    /** The situation's number that means that all is well. */
    private static final int HEALTHY = 1000;

    /** Far above what a slow machine takes; after that, something is wrong, and is said. */
    private static final Duration READY_MAX = Duration.ofSeconds(90);

    private static final Duration TICK = Duration.ofMillis(500);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final SortedMap<String, Child> children = new TreeMap<>();
    private final SandboxFiles files;
    private final Path directory;
    private final boolean removeDirectory;
    private final SandboxOptions options;
    private List<HostPorts> hosts = List.of();
    private Optional<CloudSide> cloud = Optional.empty();
    private Optional<Store> store = Optional.empty();
    private String zookeeper = "";
    private String caches = "";
    private List<Integer> statusPorts = List.of();
    private Duration readyAfter = Duration.ZERO;

    private Sandbox(SandboxOptions options) throws IOException {
        this.options = options;
        this.removeDirectory = options.directory().isEmpty();
        this.directory = options.directory().isPresent()
                ? Files.createDirectories(options.directory().get())
                : Files.createTempDirectory("twinproxy-sandbox-");
        this.files = new SandboxFiles(directory);
    }

    /** Starts everything, and returns once the leader reads the pair as healthy. */
    public static Sandbox start(SandboxOptions options) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Sandbox sandbox = new Sandbox(options);
        try {
            sandbox.open();
            sandbox.awaitReady();
        } catch (IOException | InterruptedException | RuntimeException e) {
            sandbox.close();
            throw e;
        }
        sandbox.readyAfter = Duration.ofNanos(System.nanoTime() - began);
        return sandbox;
    }

    private void open() throws IOException, InterruptedException {
        Ports ports = new Ports();
        boolean known = options.wellKnownPorts();
        int zookeeperPort = known ? ports.prefer(2181) : ports.any();
        zookeeper = "127.0.0.1:" + zookeeperPort;
        hosts = List.of(
                new HostPorts("proxy-a", "i-0aaaaaaaaaaaaaaaa", ports.any(), ports.any()),
                new HostPorts("proxy-b", "i-0bbbbbbbbbbbbbbbb", ports.any(), ports.any()));
        statusPorts = List.of(known ? ports.prefer(8080) : ports.any(), known ? ports.prefer(8081) : ports.any());
        int front = known ? ports.prefer(22121) : ports.any();
        CacheNodes nodes = keep(CacheNodes.start(directory, ports));
        caches = nodes.what();
        for (HostPorts host : hosts) {
            files.writeHost(host, zookeeper, nodes.ports());
            child(host.name(), "agent", files.agent(host.name()));
        }
        CloudSide side = keep(CloudSide.start(options.endpoint(), options.slowCloud(), hosts, front));
        cloud = Optional.of(side);
        for (int i = 1; i <= 2; i++) {
            Path file = files.writeController(i, zookeeper, side.endpoint(), statusPorts.get(i - 1));
            child("controller-" + i, "controller", file);
        }
        keep(EmbeddedZooKeeper.start(
                new EmbeddedOptions(1, List.of(), zookeeperPort, directory.resolve("zookeeper"), TICK)));
        store = Optional.of(keep(connect()));
        declare(side);
    }

    private Store connect() throws IOException {
        try {
            return ZooKeeperStore.connect(
                    zookeeper, ZooKeeperOptions.of("sandbox").withFirstWait(Duration.ofSeconds(20)));
        } catch (UnavailableException e) {
            throw new IOException("the sandbox's ZooKeeper does not answer", e);
        }
    }

    private void child(String name, String verb, Path file) throws IOException {
        Child child = keep(Child.start(name, directory, Child.twinproxy(name, verb, verb, "-c", file.toString())));
        children.put(name, child);
    }

    private void declare(CloudSide side) throws IOException, InterruptedException {
        String yaml = files.writePair(side.declaration());
        for (int tries = 1; ; tries++) {
            try {
                PairSpec spec = PairSpec.parse(yaml, "pair.yml");
                store().putSpec(spec, Entry.ABSENT);
                return;
            } catch (SettingsException | ConflictException e) {
                throw new IOException("declaring the pair: " + e.getMessage(), e);
            } catch (UnavailableException e) {
                if (tries == 5) {
                    throw new IOException("declaring the pair: " + e.getMessage(), e);
                }
            }
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        try (Watching watching = Watching.of(store(), PAIR, records -> {
            if (healthy(records)) {
                ready.countDown();
            }
        })) {
            while (!ready.await(200, TimeUnit.MILLISECONDS)) {
                for (Child child : children.values()) {
                    if (!child.alive()) {
                        throw new IOException(child.name() + " ended; its last words:\n" + child.lastWords());
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException("not ready after " + READY_MAX.toSeconds() + " s; the last reading: "
                            + watching.latest()
                                    .flatMap(r -> r.reading().value())
                                    .map(Reading::sentence)
                                    .orElse("none")
                            + "; the logs are in " + directory);
                }
            }
        }
    }

    private static boolean healthy(PairRecords records) {
        boolean moving = records.assignment().value().flatMap(a -> a.move()).isPresent();
        return !moving
                && records.reading().value().map(r -> r.situation() == HEALTHY).orElse(false);
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    Store store() {
        return store.orElseThrow();
    }

    CloudSide cloud() {
        return cloud.orElseThrow();
    }

    Child child(String name) {
        Child child = children.get(name);
        if (child == null) {
            throw new IllegalArgumentException("no process is called " + name);
        }
        return child;
    }

    /** Where clients of the pair connect. */
    public InetSocketAddress front() {
        return cloud().front();
    }

    public Duration readyAfter() {
        return readyAfter;
    }

    /** What a person needs to look around. */
    public List<String> directions() {
        List<String> lines = new ArrayList<>();
        String flag = zookeeper.endsWith(":2181") ? "" : " --zookeeper " + zookeeper;
        lines.add("Endpoint     " + address(front()) + "   (memcached protocol; try: " + asking(front()) + ")");
        lines.add("Status       http://127.0.0.1:" + statusPorts.get(0) + "/ and http://127.0.0.1:" + statusPorts.get(1)
                + "/ (the leader's shows the pair)");
        lines.add("ZooKeeper    " + zookeeper);
        lines.add("Behind it    " + caches + "; logs and files in " + directory);
        children.values().forEach(c -> lines.add(String.format("%-12s pid %d", c.name(), c.pid())));
        lines.add("");
        lines.add("In another terminal:");
        lines.add("  ./twinproxy status" + flag);
        lines.add("  ./twinproxy switchover " + PAIR + " --reason practice --yes --wait" + flag);
        lines.add("  kill -9 " + child("proxy-a").pid() + "   and then   ./twinproxy explain " + PAIR + flag);
        return lines;
    }

    /** A request as anyone can type it: bash makes connections by itself, and nc is not everywhere. */
    static String asking(InetSocketAddress at) {
        String host = at.getAddress().getHostAddress();
        return "bash -c 'exec 3<>/dev/tcp/" + host + "/" + at.getPort()
                + "; printf \"version\\r\\nquit\\r\\n\" >&3; cat <&3'";
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public void close() {
        if (Child.training()) {
            trainVerb();
            children.values().forEach(Child::ask);
            children.values().forEach(child -> child.stop(Duration.ofSeconds(20)));
        }
        children.values().forEach(Child::close);
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                // What does not close ends with the process; there is nobody to tell in the middle of an end.
                Thread.onSpinWait();
            }
        }
        if (removeDirectory) {
            remove(directory);
        }
    }

    /** The verb an operator is most likely to wait for, against a pair that is there. */
    private void trainVerb() {
        try (Child verb = Child.start(
                "status", directory, Child.twinproxy("status", "verb", "status", "--zookeeper", zookeeper))) {
            boolean unused = verb.ended(Duration.ofSeconds(20));
        } catch (IOException e) {
            // The launcher does without the archive.
            Thread.onSpinWait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // A temporary directory that stays behind harms nobody.
            Thread.onSpinWait();
        }
    }
}
