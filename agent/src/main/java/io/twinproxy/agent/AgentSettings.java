package io.twinproxy.agent;

import io.twinproxy.agent.health.HealthSettings;
import io.twinproxy.agent.imds.ImdsSettings;
import io.twinproxy.agent.net.Cidr;
import io.twinproxy.agent.os.InterfaceSettings;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.settings.AccessFiles;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Problems;
import io.twinproxy.coordination.settings.Section;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.proxy.MemoryMax;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code agent.yml}, checked.
 *
 * @param zookeeper the servers, {@code host:port,host:port}
 * @param access what opens the way to them
 * @param proxy the proxy's configuration file
 * @param proxyThreads event loops of the proxy, when not the proxy's own choice
 * @param proxyMemoryMax bytes that its requests and replies may take, likewise
 * @param address where others reach this host; empty to find out
 * @param instance the EC2 instance id, when not to be asked of the instance metadata
 * @param zone the availability zone, likewise
 * @param sessionTimeout how long after its last word ZooKeeper takes this host for gone
 * @param leaveWithin the longest a clean stop waits for the endpoint to go to the other host
 */
public record AgentSettings(
        String pair,
        String host,
        String zookeeper,
        AccessFiles access,
        Path proxy,
        Optional<Integer> proxyThreads,
        Optional<Long> proxyMemoryMax,
        Optional<String> address,
        Optional<String> instance,
        Optional<String> zone,
        HealthSettings health,
        InterfaceSettings interfaces,
        ImdsSettings imds,
        Duration sessionTimeout,
        Duration leaveWithin) {
    private static final String NAME = "a name: a letter, then letters, digits, dots and dashes, 63 at most";

    public static final Key PAIR = new Key("pair", NAME, "", "The pair this host belongs to.");
    public static final Key HOST =
            new Key("host", NAME, "(this machine's name)", "What this host is called; once in a pair.");
    public static final Key ZOOKEEPER = new Key(
            "zookeeper", "host:port, several with commas between", "", "The ZooKeeper servers the controllers use.");
    public static final Key PROXY = new Key(
            "proxy",
            "a path, absolute or from where this file is",
            "",
            "The proxy's configuration, nutcracker's format; watched, and reloaded when it changes.");
    public static final Key PROXY_THREADS = new Key(
            "proxy-threads",
            "1 to 256",
            "(half the processors)",
            "How many threads of the proxy serve, each with connections of its own to every backend; counts at the start.");
    public static final Key PROXY_MEMORY_MAX = new Key(
            "proxy-memory-max",
            MemoryMax.ALLOWED,
            "(half of the JVM's direct memory)",
            "How much all requests and replies may take together; beyond it requests are refused with an error. Counts at"
                    + " the start.");
    public static final Key ADDRESS = new Key(
            "address",
            "a name or an IP address of this host",
            "(what the proxy is bound to, or this machine's primary address)",
            "Where the peer and the controllers reach this host; never the endpoint's own address.");
    public static final Key INSTANCE = new Key(
            "instance",
            "an EC2 instance id such as i-0123abcd",
            "(asked of the instance metadata)",
            "Which instance this is; when set, the instance metadata is not asked for it, nor for the zone.");
    public static final Key ZONE = new Key(
            "zone",
            "an availability zone such as eu-west-1a",
            "(asked of the instance metadata)",
            "Which zone it is in.");
    public static final Key HEALTH =
            new Key("health", "a mapping", "(all defaults)", "The answers for load balancers.");
    public static final Key LISTEN = new Key(
            "listen", "address:port, the port 0 to 65535", "0.0.0.0:2525", "Where health is answered, over HTTP.");
    public static final Key ONLY_FROM = new Key(
            "only-from",
            "a list of addresses and ranges such as 10.0.0.0/16",
            "[127.0.0.0/8, '::1']",
            "Who may ask; others get 403. Only this machine may, unless the load balancer's subnets are added here.");
    public static final Key MAINTENANCE_FILE = new Key(
            "maintenance-file", "a path", "/tmp/out", "While this file is there, health is 503 and the leader knows.");
    public static final Key INTERFACE =
            new Key("interface", "a mapping", "(all defaults)", "The endpoint's interface in the operating system.");
    public static final Key MANAGE = new Key(
            "manage",
            "auto, verify or off",
            "auto",
            "auto configures what is missing on the active host, verify only looks, off does neither.");
    public static final Key SUBNET = new Key(
            "subnet",
            "an IPv4 range such as 10.0.1.0/24",
            "(asked of the instance metadata)",
            "The interface's subnet; without it, and without a gateway, the interface is not configured.");
    public static final Key GATEWAY = new Key(
            "gateway",
            "an IPv4 address",
            "(the subnet's first)",
            "The router that replies from the endpoint leave by.");
    public static final Key TABLE = new Key(
            "table",
            "1 to 9999, but not 253 to 255",
            "1001",
            "The routing table for replies from the endpoint, and the priority of its rule.");
    public static final Key IMDS = new Key("imds", "a mapping", "(all defaults)", "The instance metadata service.");
    public static final Key ENDPOINT =
            new Key("endpoint", "an http URL", "http://169.254.169.254", "Where it is; another only for an emulator.");
    public static final Key TIMEOUT =
            new Key("timeout", "a duration, 50ms to 10s", "1s", "How long one answer of it may take.");
    public static final Key SESSION_TIMEOUT = new Key(
            "session-timeout",
            "a duration, 1s to 1m",
            "4s",
            "How long after its last word ZooKeeper takes this host for gone; within what its servers allow.");
    public static final Key LEAVE_WITHIN = new Key(
            "leave-within",
            "a duration, 0s to 10m",
            "10s",
            "How long a clean stop of the active host waits for the endpoint to go to the other.");

    public static final List<Key> KEYS = List.of(
            PAIR,
            HOST,
            ZOOKEEPER,
            AccessFiles.SECRET,
            AccessFiles.TLS,
            PROXY,
            PROXY_THREADS,
            PROXY_MEMORY_MAX,
            ADDRESS,
            INSTANCE,
            ZONE,
            HEALTH,
            INTERFACE,
            IMDS,
            SESSION_TIMEOUT,
            LEAVE_WITHIN);
    public static final List<Key> HEALTH_KEYS = List.of(LISTEN, ONLY_FROM, MAINTENANCE_FILE);
    public static final List<Key> INTERFACE_KEYS = List.of(MANAGE, SUBNET, GATEWAY, TABLE);
    public static final List<Key> IMDS_KEYS = List.of(ENDPOINT, TIMEOUT);

    private static final int FILE_BYTES_MAX = 1 << 20;

    /** Reads the file; one that cannot be read is a problem like any other. */
    public static AgentSettings read(Path file) throws SettingsException {
        String text;
        try (var in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException e) {
            Problems problems = new Problems(file.toString());
            problems.add(
                    0,
                    "",
                    e instanceof NoSuchFileException ? "there is no such file" : "cannot be read: " + e.getMessage());
            problems.check();
            throw new IllegalStateException("a problem was added, yet none was found", e);
        }
        Path directory = file.toAbsolutePath().getParent();
        return parse(text, file.toString(), directory == null ? Path.of("/") : directory, ThisMachine.name());
    }

    /**
     * Reads the text of such a file.
     *
     * @param source what problems call it
     * @param directory what relative paths start from
     * @param machine this machine's name, the default of {@code host}
     */
    public static AgentSettings parse(String yaml, String source, Path directory, String machine)
            throws SettingsException {
        Problems problems = new Problems(source);
        Section root = Section.parse(yaml, problems);
        Section health = root.section(HEALTH);
        Section interfaces = root.section(INTERFACE);
        Section imds = root.section(IMDS);
        AgentSettings settings = new AgentSettings(
                root.word(PAIR, PairSpec::name, ""),
                host(root, machine),
                root.word(ZOOKEEPER, AgentSettings::servers, ""),
                AccessFiles.read(root, directory),
                root.word(PROXY, text -> path(text, directory), directory),
                root.has(PROXY_THREADS) ? Optional.of(root.integer(PROXY_THREADS, 1, 256)) : Optional.empty(),
                root.has(PROXY_MEMORY_MAX)
                        ? Optional.of(root.word(PROXY_MEMORY_MAX, MemoryMax::parse, 0L))
                        : Optional.empty(),
                root.word(ADDRESS, AgentSettings::address, Optional.empty()),
                root.word(INSTANCE, text -> matching(text, "i-[0-9a-f]{1,32}"), Optional.empty()),
                root.word(ZONE, text -> matching(text, "[a-z0-9-]{1,40}"), Optional.empty()),
                health(health, directory),
                interfaces(interfaces),
                new ImdsSettings(
                        imds.word(ENDPOINT, AgentSettings::url, URI.create(ENDPOINT.otherwise())),
                        imds.duration(TIMEOUT, Duration.ofMillis(50), Duration.ofSeconds(10))),
                root.duration(SESSION_TIMEOUT, Duration.ofSeconds(1), Duration.ofMinutes(1)),
                root.duration(LEAVE_WITHIN, Duration.ZERO, Duration.ofMinutes(10)));
        List.of(root, health, interfaces, imds).forEach(Section::end);
        problems.check();
        return settings;
    }

    private static String host(Section root, String machine) {
        if (root.has(HOST)) {
            return root.word(HOST, PairSpec::name, "");
        }
        Optional<String> name = PairSpec.name(machine);
        if (name.isEmpty()) {
            root.problem(HOST, "is missing, and this machine's name '" + machine + "' is not " + HOST.allowed());
        }
        return name.orElse("");
    }

    private static HealthSettings health(Section section, Path directory) {
        InetSocketAddress listen = section.word(LISTEN, AgentSettings::socket, new InetSocketAddress(0));
        List<String> texts = section.has(ONLY_FROM) ? section.strings(ONLY_FROM) : List.of("127.0.0.0/8", "::1");
        List<Cidr> onlyFrom = new ArrayList<>();
        for (String text : texts) {
            Optional<Cidr> range = Cidr.parse(text);
            range.ifPresent(onlyFrom::add);
            if (range.isEmpty()) {
                section.problem(ONLY_FROM, "has '" + text + "'; it must be " + ONLY_FROM.allowed());
            }
        }
        return new HealthSettings(
                listen, onlyFrom, section.word(MAINTENANCE_FILE, text -> path(text, directory), directory));
    }

    private static InterfaceSettings interfaces(Section section) {
        Optional<Cidr> subnet = section.word(SUBNET, AgentSettings::subnet, Optional.empty());
        Optional<String> gateway = section.word(
                GATEWAY,
                text -> Cidr.isIpv4(text) ? Optional.of(Optional.of(text)) : Optional.empty(),
                Optional.empty());
        if (subnet.isPresent() && gateway.isPresent() && !subnet.get().contains(gateway.get())) {
            section.problem(GATEWAY, "is " + gateway.get() + "; it must be in subnet, which is " + subnet.get());
        }
        int table = section.integer(TABLE, 1, 9999);
        if (table >= 253 && table <= 255) {
            section.problem(TABLE, "is " + table + ", which is the system's own; it must be " + TABLE.allowed());
        }
        return new InterfaceSettings(
                section.word(MANAGE, InterfaceSettings.Manage::of, InterfaceSettings.Manage.OFF),
                subnet,
                gateway,
                table);
    }

    private static Optional<Optional<Cidr>> subnet(String text) {
        Optional<Cidr> range = text.indexOf(':') < 0 && text.indexOf('/') > 0 ? Cidr.parse(text) : Optional.empty();
        return range.isPresent() ? Optional.of(range) : Optional.empty();
    }

    private static Optional<String> servers(String text) {
        for (String server : text.split(",", -1)) {
            if (!server.matches("(\\[[0-9a-fA-F:.]+]|[^ :/\\[\\]]+):\\d{1,5}") || port(server) > 65535) {
                return Optional.empty();
            }
        }
        return Optional.of(text);
    }

    /** Only a literal address: a name that does not resolve at start would be another way not to start. */
    private static Optional<InetSocketAddress> socket(String text) {
        if (!text.matches("(\\[[0-9a-fA-F:.]+]|[0-9.]+):\\d{1,5}") || port(text) > 65535) {
            return Optional.empty();
        }
        String address = text.substring(0, text.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
        return Cidr.parse(address).map(valid -> new InetSocketAddress(address, port(text)));
    }

    private static int port(String text) {
        return Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
    }

    private static Optional<Optional<String>> address(String text) {
        boolean literal = Cidr.parse(text).isPresent() && text.indexOf('/') < 0;
        return literal || text.matches("[A-Za-z][A-Za-z0-9.-]{0,252}")
                ? Optional.of(Optional.of(text))
                : Optional.empty();
    }

    private static Optional<Optional<String>> matching(String text, String regex) {
        return text.matches(regex) ? Optional.of(Optional.of(text)) : Optional.empty();
    }

    private static Optional<Path> path(String text, Path directory) {
        try {
            return Optional.of(directory.resolve(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> url(String text) {
        return text.matches("http://[^ /?#]+/?") ? Optional.of(URI.create(text)) : Optional.empty();
    }
}
