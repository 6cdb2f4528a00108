package io.twinproxy.proxy.config;

import io.twinproxy.proxy.hash.Distribution;
import io.twinproxy.proxy.hash.HashTag;
import io.twinproxy.proxy.hash.KeyHash;
import io.twinproxy.proxy.hash.RingServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the keys of one pool, noting every problem and going on with the default. */
final class PoolReader {
    static final List<String> KEYS = List.of(
            "listen",
            "hash",
            "hash_tag",
            "distribution",
            "timeout",
            "backlog",
            "client_connections",
            "tcpkeepalive",
            "preconnect",
            "redis",
            "redis_auth",
            "redis_db",
            "server_connections",
            "auto_eject_hosts",
            "server_retry_timeout",
            "server_failure_limit",
            "servers",
            "discovery",
            "discovery_interval",
            "min_backends",
            TlsReader.LISTEN,
            TlsReader.SERVER);

    private static final String SERVERS_FORM = "must be a list of host:port:weight or /path:weight";
    private static final int DISCOVERY_INTERVAL_MILLIS = 60_000;

    /** Below this an endpoint would do little else than answer. */
    private static final int DISCOVERY_INTERVAL_MILLIS_MIN = 10;

    private final String pool;
    private final int line;
    private final List<Problem> problems;
    private final TlsReader tls;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /** @param directory where relative paths of files begin */
    PoolReader(String pool, int line, List<Problem> problems, Path directory) {
        this.pool = pool;
        this.line = line;
        this.problems = problems;
        this.tls = new TlsReader(pool, directory, problems);
    }

    PoolConfig read(List<NodeTuple> tuples) {
        tuples.forEach(this::note);
        boolean redis = value("redis", false, Values::bool);
        Optional<String> auth = value("redis_auth", Optional.empty(), Optional::of);
        if (auth.isPresent() && !redis) {
            problem(lineOf(values.get("redis_auth")), "redis_auth", "is only valid with redis: true");
        }
        if (!values.containsKey("listen")) {
            problem(line, "listen", "is missing; must be host:port or /path of a unix socket");
        }
        Optional<DiscoveryConfig> discovery = discovery(redis);
        List<ServerConfig> servers = servers();
        int minBackends = value("min_backends", 1, text -> Values.integer(text, 0));
        if (minBackends > servers.size() && !servers.isEmpty()) {
            problem(
                    lineOf(values.get("min_backends")),
                    "min_backends",
                    "is " + minBackends + ", but the pool has " + servers.size() + " servers");
        }
        ListenAddress listen = value("listen", ListenAddress.tcp("", 0), Values::listen);
        return new PoolConfig(
                pool,
                listen,
                value("hash", KeyHash.FNV1A_64, text -> named(text, KeyHash.named(text), KeyHash.words())),
                value("hash_tag", Optional.empty(), PoolReader::hashTag),
                value(
                        "distribution",
                        Distribution.KETAMA,
                        text -> named(text, Distribution.named(text), Distribution.words())),
                Optional.of(millis("timeout", 0)).filter(timeout -> !timeout.isZero()),
                value("backlog", 512, text -> Values.integer(text, 0)),
                value("client_connections", 0, text -> Values.integer(text, 0)),
                value("tcpkeepalive", false, Values::bool),
                value("preconnect", false, Values::bool),
                redis,
                auth,
                value("redis_db", 0, text -> Values.integer(text, 0)),
                value("server_connections", 1, text -> Values.integer(text, 1)),
                value("auto_eject_hosts", false, Values::bool),
                millis("server_retry_timeout", 30_000),
                Math.max(1, value("server_failure_limit", 2, text -> Values.integer(text, 0))),
                discovery,
                minBackends,
                tls.listen(values.get(TlsReader.LISTEN), listen),
                tls.server(values.get(TlsReader.SERVER), servers),
                servers);
    }

    private void note(NodeTuple tuple) {
        int at = lineOf(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
            problem(at, "", "a key must be a plain word");
            return;
        }
        String key = keyNode.getValue();
        if (!KEYS.contains(key)) {
            String hint = NearestKey.to(key, KEYS)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("; known keys are " + String.join(", ", KEYS));
            problem(at, key, "is unknown" + hint);
        } else if (values.putIfAbsent(key, tuple.getValueNode()) != null) {
            problem(at, key, "is given twice, first on line " + lineOf(values.get(key)));
        }
    }

    private Duration millis(String key, int standard) {
        return Duration.ofMillis(value(key, standard, text -> Values.integer(text, 0)));
    }

    private <T> T value(String key, T standard, Function<String, T> reader) {
        Node node = values.get(key);
        return node == null ? standard : scalar(key, node, standard, reader);
    }

    private <T> T scalar(String key, Node given, T standard, Function<String, T> reader) {
        // A list of one is taken for its element, as the original does.
        Node node = given instanceof SequenceNode list && list.getValue().size() == 1
                ? list.getValue().get(0)
                : given;
        if (!(node instanceof ScalarNode scalar)) {
            problem(lineOf(node), key, "must be a single value");
        } else if (scalar.getValue().isEmpty()) {
            problem(lineOf(node), key, "is empty; give a value or leave the key out");
        } else {
            try {
                return reader.apply(scalar.getValue());
            } catch (IllegalArgumentException e) {
                problem(lineOf(node), key, String.valueOf(e.getMessage()));
            }
        }
        return standard;
    }

    private Optional<DiscoveryConfig> discovery(boolean redis) {
        int at = lineOf(values.get("discovery"));
        Duration interval = Duration.ofMillis(value(
                "discovery_interval",
                DISCOVERY_INTERVAL_MILLIS,
                text -> Values.integer(text, DISCOVERY_INTERVAL_MILLIS_MIN)));
        if (!values.containsKey("discovery")) {
            if (values.containsKey("discovery_interval")) {
                problem(lineOf(values.get("discovery_interval")), "discovery_interval", "is only valid with discovery");
            }
            return Optional.empty();
        }
        if (values.containsKey("servers")) {
            problem(
                    at,
                    "discovery",
                    "is given beside servers, on line " + lineOf(values.get("servers"))
                            + "; a pool has either servers: or discovery:, not both");
        }
        if (redis) {
            problem(at, "discovery", "is only valid with redis: false; Auto Discovery is memcached's");
        }
        return value("discovery", Optional.empty(), text -> Optional.of(Values.discovery(text, interval)));
    }

    private List<ServerConfig> servers() {
        Node node = values.get("servers");
        if (node == null) {
            if (!values.containsKey("discovery")) {
                problem(
                        line,
                        "servers",
                        "is missing; " + SERVERS_FORM
                                + ", or else discovery: host:port of a cluster's configuration endpoint");
            }
            return List.of();
        }
        List<Node> entries = node instanceof SequenceNode list ? list.getValue() : List.of(node);
        if (entries.isEmpty()) {
            problem(lineOf(node), "servers", "is empty; " + SERVERS_FORM);
        }
        List<ServerConfig> servers = new ArrayList<>();
        for (Node entry : entries) {
            Optional<ServerConfig> read =
                    scalar("servers", entry, Optional.empty(), t -> Optional.of(Values.server(t)));
            if (read.isEmpty()) {
                continue;
            }
            ServerConfig server = read.get();
            if (servers.stream().anyMatch(s -> s.ringName().equals(server.ringName()))) {
                problem(
                        lineOf(entry),
                        "servers",
                        "two servers are called " + Values.quoted(server.ringName())
                                + "; names decide where keys go and must differ");
            } else {
                servers.add(server);
            }
        }
        servers.sort(Comparator.comparing(ServerConfig::ringName, RingServer.NAME_ORDER));
        return servers;
    }

    private static <T> T named(String text, Optional<T> found, List<String> known) {
        return found.orElseThrow(() -> new IllegalArgumentException("is " + Values.quoted(text) + ", must be one of "
                + String.join(", ", known)
                + NearestKey.to(text, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("")));
    }

    private static Optional<HashTag> hashTag(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length != 2) {
            throw new IllegalArgumentException("is " + Values.quoted(text) + ", must be exactly two characters");
        }
        return Optional.of(new HashTag(bytes[0], bytes[1]));
    }

    private void problem(int at, String key, String text) {
        problems.add(new Problem(at, pool, key, text));
    }

    private int lineOf(@Nullable Node node) {
        return node == null ? line : ConfigReader.lineOf(node);
    }
}
