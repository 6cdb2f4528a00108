package io.twinproxy.cli.badday;

import io.twinproxy.cli.Command;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.Terminal;
import io.twinproxy.controller.ControllerService;
import io.twinproxy.controller.Pulse;
import io.twinproxy.controller.settings.ControllerSettings;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.zookeeper.EmbeddedOptions;
import io.twinproxy.coordination.zookeeper.EmbeddedZooKeeper;
import io.twinproxy.coordination.zookeeper.ZooKeeperOptions;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.core.InstanceState;
import io.twinproxy.emulator.core.InstanceType;
import io.twinproxy.emulator.http.EmulatorServer;
import io.twinproxy.proxy.cache.BuiltinCache;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/**
 * A real ZooKeeper server, the emulator behind its real protocol, the controller as it runs in production, and the
 * command as it is typed; only the agents are stand-ins. Every pair has an interface and instances of its own.
 */
final class Stage implements AutoCloseable {
    static final String NEAR = "us-east-1a";
    static final String FAR = "us-east-1b";

    private final EmbeddedZooKeeper zookeeper;
    private final EmulatorServer cloud;
    private final Store store;
    private final BuiltinCache front;
    private final ExecutorService beats = Executors.newSingleThreadExecutor();
    private final SortedMap<String, List<Host>> hosts = new TreeMap<>();
    private final SortedMap<String, String> interfaces = new TreeMap<>();
    private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();
    private Optional<ControllerService> controller = Optional.empty();
    private int instances;

    /** What the command printed, and how it ended. */
    record Run(int code, String out, String err) {
        String all() {
            return out + err;
        }
    }

    Stage(Path directory) throws Exception {
        zookeeper = EmbeddedZooKeeper.start(EmbeddedOptions.alone(directory.resolve("zookeeper")));
        Cloud made = new Cloud(System::nanoTime, 3, EmulatorSettings.fast());
        made.setup()
                .subnet("subnet-0a", NEAR, "10.0.0.0/16")
                .subnet("subnet-0b", FAR, "10.1.0.0/16")
                .instanceType(new InstanceType("small", 3, 4, 1));
        cloud = EmulatorServer.start(made, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        front = BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1 << 16);
        store = connect();
    }

    static String controllerFile(String name, String more) {
        return "name: " + name + "\nsession: 2s\nstatus: off\n" + more;
    }

    /** The keys of a controller that knows its store and the cloud. */
    String complete() {
        return "zookeeper: '" + zookeeper.connectString() + "'\naws: {region: us-east-1, endpoint: '" + cloud.endpoint()
                + "'}\n";
    }

    String withoutRegion() {
        return "zookeeper: '" + zookeeper.connectString() + "'\n";
    }

    void lead(String keys) throws Exception {
        stopLeading();
        ControllerSettings settings =
                ControllerSettings.parse(controllerFile("controller-1", keys), "controller.yml", "here");
        controller = Optional.of(ControllerService.start(settings, new Pulse(System::nanoTime), () -> {}));
    }

    void stopLeading() {
        controller.ifPresent(ControllerService::close);
        controller = Optional.empty();
    }

    Store store() {
        return store;
    }

    /** Another program's connection. */
    Store connect() throws UnavailableException {
        return ZooKeeperStore.connect(
                zookeeper.connectString(), ZooKeeperOptions.of("other").withFirstWait(Duration.ofSeconds(20)));
    }

    void later(Runnable run) {
        beats.execute(run);
    }

    void note(String line) {
        notes.add(line);
    }

    /** An instance of its own in a zone. */
    String instance(String zone) {
        int number = ++instances;
        String id = "i-0" + number;
        boolean near = zone.equals(NEAR);
        cloud.with(c -> c.setup()
                .instance(
                        id,
                        near ? "subnet-0a" : "subnet-0b",
                        (near ? "10.0.1." : "10.1.1.") + (10 + number),
                        "small",
                        InstanceState.RUNNING,
                        new TreeMap<>()));
        return id;
    }

    /** An interface attached to the instance at device index 1, as if it had always been there. */
    String attached(String pair, String instance) {
        String eni = "eni-0" + Integer.toHexString(0xa000 + instances);
        interfaces.put(pair, eni);
        cloud.with(c -> c.setup().networkInterface(eni, "subnet-0a", "10.0.2." + (10 + instances)));
        cloud.with(c -> c.setup().attach(eni, instance, 1));
        return eni;
    }

    /** The pair's own interface. */
    String eni(String pair) {
        return Optional.ofNullable(interfaces.get(pair)).orElseThrow();
    }

    /** Something else takes the index. */
    void occupy(String instance) {
        String other = "eni-0f" + instance.substring(2);
        cloud.with(c -> c.setup().networkInterface(other, "subnet-0a", "10.0.3." + (10 + instances)));
        cloud.with(c -> c.setup().attach(other, instance, 1));
    }

    void settings(String key, String value) {
        cloud.with(c -> {
            c.settings(c.settings().with(key, value));
            return c;
        });
    }

    Optional<String> holder(String eni) {
        return cloud.with(c -> c.holder(eni));
    }

    Host join(String pair, String name, String instance) throws Exception {
        Host host = new Host(this, store, pair, name, instance);
        List<Host> all = hosts.computeIfAbsent(pair, p -> new ArrayList<>());
        for (Host other : all) {
            other.sees(host);
            host.sees(other);
        }
        all.add(host);
        return host;
    }

    List<Host> hosts(String pair) {
        return List.copyOf(hosts.getOrDefault(pair, List.of()));
    }

    void declare(String pair, String endpoint, String more) throws Exception {
        store.putSpec(
                PairSpec.parse("pair: " + pair + "\nendpoint: " + endpoint + "\n" + more, "pair.yml"), Entry.ABSENT);
    }

    /** Two hosts in one zone, the interface with the first. */
    List<Host> pair(String pair, String more) throws Exception {
        return pair(pair, instance(NEAR), instance(NEAR), more);
    }

    /** No wire carries clients to an emulated interface here; what answers at its address is the same for all. */
    String endpoint(String eni) {
        return "{kind: eni, network-interface: " + eni + ", address: '127.0.0.1:" + front.port() + "'}";
    }

    List<Host> pair(String pair, String a, String b, String more) throws Exception {
        String eni = attached(pair, a);
        Host first = join(pair, pair + "-a", a);
        Host second = join(pair, pair + "-b", b);
        declare(pair, endpoint(eni), more);
        return List.of(first, second);
    }

    /** Takes a pair off the stage, so that the next test has it for itself. */
    void clear() throws Exception {
        for (List<Host> of : hosts.values()) {
            for (Host host : of) {
                host.close();
            }
        }
        hosts.clear();
        for (String pair : store.pairs()) {
            store.deletePair(pair, store.read(pair).spec().version());
        }
    }

    /** Bytes that are no record, written as a stranger would. */
    void corrupt(String path) throws Exception {
        client(client -> client.setData("/twinproxy/" + path, "{\"format\":1,".getBytes(StandardCharsets.UTF_8), -1));
    }

    void delete(String path) throws Exception {
        client(client -> client.delete("/twinproxy/" + path, -1));
    }

    /** One use of ZooKeeper's own client. */
    private interface Use {
        void with(ZooKeeper client) throws Exception;
    }

    private void client(Use use) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (ZooKeeper client = new ZooKeeper(zookeeper.connectString(), 5000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        })) {
            if (!connected.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("ZooKeeper does not answer");
            }
            use.with(client);
        }
    }

    Run run(String line, String... more) {
        return runAt(zookeeper.connectString(), line, more);
    }

    static Run runAt(String servers, String line, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(List.of(more));
        args.addAll(List.of("--zookeeper", servers));
        Terminal nobody = new Terminal() {
            @Override
            public boolean interactive() {
                return false;
            }

            @Override
            public Optional<String> answer() {
                return Optional.empty();
            }
        };
        Shell shell = new Shell(
                new PrintWriter(out),
                new PrintWriter(err),
                nobody,
                last -> () -> {},
                Clock.systemUTC(),
                System::nanoTime,
                new TreeMap<>(),
                () -> "ann@desk",
                (at, access) -> ZooKeeperStore.connect(
                        at,
                        ZooKeeperOptions.of("command")
                                .withFirstWait(Duration.ofSeconds(3))
                                .withAccess(access)),
                () -> UUID.randomUUID().toString());
        int code = new Command(shell).run(args.toArray(String[]::new));
        return new Run(code, out.toString(), err.toString());
    }

    List<Event> moves(String pair) throws Exception {
        return store.events(pair, Store.EVENTS_MAX).stream()
                .filter(e -> e.kind() == Event.Kind.MOVE_STARTED)
                .toList();
    }

    @Override
    public void close() throws Exception {
        stopLeading();
        clear();
        beats.shutdownNow();
        store.close();
        cloud.close();
        front.close();
        zookeeper.close();
    }
}
