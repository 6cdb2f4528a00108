package io.twinproxy.controller.act.aws;

import com.sun.net.httpserver.HttpServer;
import io.twinproxy.controller.act.Target;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.core.HealthCheckSettings;
import io.twinproxy.emulator.core.InstanceState;
import io.twinproxy.emulator.core.InstanceType;
import io.twinproxy.emulator.core.LoadBalancer;
import io.twinproxy.emulator.core.Script;
import io.twinproxy.emulator.core.TargetGroup;
import io.twinproxy.emulator.core.TargetId;
import io.twinproxy.emulator.http.EmulatorServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;

/**
 * Two hosts in one zone and one in another, an interface, addresses, routes and load balancers, behind the emulator's HTTP server on a
 * free port, with this program's own SDK clients. Health checks are made for real, against an HTTP server for each host.
 */
public final class AwsWorld implements AutoCloseable {
    public static final Target A = new Target("proxy-a", Optional.of("i-0a"), Optional.of("us-east-1a"));
    public static final Target B = new Target("proxy-b", Optional.of("i-0b"), Optional.of("us-east-1a"));
    public static final Target FAR = new Target("proxy-f", Optional.of("i-0f"), Optional.of("us-east-1b"));
    public static final String ENI = "eni-0e";
    public static final String SUBNET = "subnet-0a";
    /** A secondary address of host a's own interface. */
    public static final String IP = "10.0.1.50";
    /** A secondary address of the interface that moves. */
    public static final String FALLBACK = "10.0.1.60";

    public static final String ALLOCATION = "eipalloc-0a";
    public static final List<String> TABLES = List.of("rtb-0a", "rtb-0b");
    /** An address outside of the network, which both tables route to host a. */
    public static final String ROUTED = "192.0.2.10";

    public static final String CLASSIC = "classic-a";
    public static final int PORT = 22121;

    public final Cloud cloud;
    public final EmulatorServer server;
    public final AwsClients clients;
    public final String group;
    private final ConcurrentSkipListSet<String> up = new ConcurrentSkipListSet<>();
    private final SortedMap<String, HttpServer> health = new TreeMap<>();

    /** Attaching and detaching take 20 ms, so that the states between are seen. */
    public AwsWorld(String... settings) {
        EmulatorSettings fast = EmulatorSettings.fast()
                .with("attach-delay", "20ms", "detach-delay", "20ms", "registration-delay", "20ms")
                .with(settings);
        cloud = new Cloud(System::nanoTime, 7, fast, Instant.now());
        TargetGroup made = TargetGroup.tcp("cache-a", PORT, TargetGroup.TargetType.INSTANCE)
                .draining(Duration.ofMinutes(5), true);
        group = made.arn();
        build(made);
        try {
            for (String instance : List.of("i-0a", "i-0b", "i-0f")) {
                health.put(instance, answering(instance));
            }
            server = EmulatorServer.start(
                    cloud,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    (instance, port) ->
                            Optional.ofNullable(health.get(instance)).map(HttpServer::getAddress));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        up("i-0a", true);
        up("i-0b", true);
        clients = AwsClients.of(AwsSettings.of("us-east-1", Optional.of(server.endpoint())));
    }

    private void build(TargetGroup made) {
        HealthCheckSettings checks = new HealthCheckSettings(
                "HTTP", OptionalInt.empty(), "/active", Duration.ofMillis(20), Duration.ofSeconds(2), 2, 2, true);
        LoadBalancer balancer = new LoadBalancer(
                "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/cache-a/0123456789abcdef",
                "cache-a",
                List.of("us-east-1a", "us-east-1b"),
                List.of("10.0.1.200", "10.0.2.200"));
        cloud.setup()
                .subnet("subnet-0a", "us-east-1a", "10.0.1.0/24")
                .subnet("subnet-0b", "us-east-1b", "10.0.2.0/24")
                .instanceType(new InstanceType("small", 2, 3, 1))
                .instance("i-0a", "subnet-0a", "10.0.1.10", "small", InstanceState.RUNNING, new TreeMap<>())
                .instance("i-0b", "subnet-0a", "10.0.1.11", "small", InstanceState.RUNNING, new TreeMap<>())
                .instance("i-0f", "subnet-0b", "10.0.2.10", "small", InstanceState.RUNNING, new TreeMap<>())
                .networkInterface(ENI, "subnet-0a", "10.0.1.100")
                .targetGroup(made.withHealthCheck(checks).behind(List.of(balancer.arn())))
                .loadBalancer(balancer);
        cloud.setup().attach(ENI, "i-0a", 1);
        String own = own("i-0a");
        cloud.addresses()
                .secondaryAddress(IP, own)
                .secondaryAddress(FALLBACK, ENI)
                .elasticAddress(ALLOCATION, Optional.of(own))
                .classicBalancer(CLASSIC, PORT, checks)
                .registered(CLASSIC, "i-0a");
        for (String instance : List.of("i-0a", "i-0b", "i-0f")) {
            cloud.addresses().unchecked(own(instance));
        }
        for (String table : TABLES) {
            cloud.addresses().routeTable(table).route(table, ROUTED + "/32", own);
        }
    }

    /** An instance's own interface, the one it was started with. */
    public String own(String instance) {
        return cloud.addresses().primaryInterface(instance);
    }

    private HttpServer answering(String instance) throws IOException {
        HttpServer answers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        answers.createContext("/", exchange -> {
            exchange.sendResponseHeaders(up.contains(instance) ? 200 : 503, -1);
            exchange.close();
        });
        answers.start();
        return answers;
    }

    /** Whom packets reach, as one question to the cloud tells. */
    public Optional<String> reached(Function<Cloud, Optional<String>> question) {
        return server.with(question);
    }

    /** Whether a host passes its health check. */
    public void up(String instance, boolean passes) {
        if (passes) {
            up.add(instance);
        } else {
            up.remove(instance);
        }
    }

    public void registered(String instance) {
        server.with(c -> c.setup().target(group, new TargetId(instance, PORT)));
    }

    public void settings(String... changes) {
        server.with(c -> {
            c.settings(c.settings().with(changes));
            return c;
        });
    }

    public void script(Script script) {
        server.with(c -> {
            c.faults().script(script);
            return c;
        });
    }

    @Override
    public void close() {
        clients.close();
        server.close();
        health.values().forEach(h -> h.stop(0));
    }
}
