package io.twinproxy.proxy.config;

import io.twinproxy.proxy.pem.ListenTls;
import io.twinproxy.proxy.pem.ServerTls;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads a pool's {@code tls} and {@code server_tls} with the files they name, noting every problem of both. */
final class TlsReader {
    static final String LISTEN = "tls";
    static final String SERVER = "server_tls";
    private static final List<String> LISTEN_KEYS = List.of(ListenTls.CERTIFICATE, ListenTls.KEY, ListenTls.CLIENT_CA);
    private static final List<String> SERVER_KEYS =
            List.of(ServerTls.CA, ServerTls.CERTIFICATE, ServerTls.KEY, ServerTls.NAME);
    /** Of letters, digits, dots, dashes and underscores, or an address; as long as the DNS allows. */
    private static final String NAME = "[A-Za-z0-9_.:-]{1,253}";

    private final String pool;
    private final Path directory;
    private final List<Problem> problems;

    /** @param directory where relative paths begin */
    TlsReader(String pool, Path directory, List<Problem> problems) {
        this.pool = pool;
        this.directory = directory;
        this.problems = problems;
    }

    Optional<ListenTls> listen(@Nullable Node node, ListenAddress address) {
        if (node == null) {
            return Optional.empty();
        }
        if (address.unix()) {
            problem(node, LISTEN, "is for host:port; clients of a unix socket are on this machine");
        }
        Map<String, ScalarNode> values = mapping(LISTEN, node, LISTEN_KEYS);
        Optional<Path> certificate = path(LISTEN, values, ListenTls.CERTIFICATE);
        Optional<Path> key = path(LISTEN, values, ListenTls.KEY);
        Optional<Path> clientCa = path(LISTEN, values, ListenTls.CLIENT_CA);
        for (String required :
                !(node instanceof MappingNode) ? List.<String>of() : List.of(ListenTls.CERTIFICATE, ListenTls.KEY)) {
            if (!values.containsKey(required)) {
                problem(node, LISTEN + "." + required, "is missing; must be the path of a PEM file");
            }
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        return ListenTls.read(certificate.get(), key.get(), clientCa, at(LISTEN, node, values));
    }

    Optional<ServerTls> server(@Nullable Node node, List<ServerConfig> servers) {
        if (node == null
                || (node instanceof ScalarNode scalar && scalar.getValue().equals("false"))) {
            return Optional.empty();
        }
        for (ServerConfig server : servers) {
            if (server.unix()) {
                problem(node, SERVER, "is for host:port; server " + server.ringName() + " is a unix socket");
            }
        }
        boolean plain = node instanceof ScalarNode scalar && scalar.getValue().equals("true");
        Map<String, ScalarNode> values = plain ? Map.of() : mapping(SERVER, node, SERVER_KEYS);
        Optional<Path> ca = path(SERVER, values, ServerTls.CA);
        Optional<Path> certificate = path(SERVER, values, ServerTls.CERTIFICATE);
        Optional<Path> key = path(SERVER, values, ServerTls.KEY);
        if (values.containsKey(ServerTls.CERTIFICATE) != values.containsKey(ServerTls.KEY)) {
            String missing = values.containsKey(ServerTls.KEY) ? ServerTls.CERTIFICATE : ServerTls.KEY;
            problem(node, SERVER + "." + missing, "is missing; a certificate and its key must be given together");
        }
        Optional<ServerTls.IdentityFiles> own =
                certificate.flatMap(file -> key.map(its -> new ServerTls.IdentityFiles(file, its)));
        return ServerTls.read(ca, own, name(values), at(SERVER, node, values));
    }

    private Map<String, ScalarNode> mapping(String of, Node node, List<String> known) {
        Map<String, ScalarNode> values = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            String also = of.equals(SERVER) ? ", or true or false" : "";
            problem(node, of, "must be a mapping of " + String.join(", ", known) + also);
            return values;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)
                    || !(tuple.getValueNode() instanceof ScalarNode value)) {
                problem(tuple.getKeyNode(), of, "must map words to single values");
            } else if (!known.contains(name.getValue())) {
                String hint = NearestKey.to(name.getValue(), known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; known keys are " + String.join(", ", known));
                problem(name, of + "." + name.getValue(), "is unknown" + hint);
            } else if (value.getValue().isEmpty()) {
                problem(value, of + "." + name.getValue(), "is empty; give a value or leave the key out");
                values.putIfAbsent(name.getValue(), value);
            } else if (values.putIfAbsent(name.getValue(), value) != null) {
                problem(name, of + "." + name.getValue(), "is given twice");
            }
        }
        return values;
    }

    private Optional<Path> path(String of, Map<String, ScalarNode> values, String key) {
        ScalarNode value = values.get(key);
        if (value == null || value.getValue().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(directory.resolve(value.getValue()));
        } catch (InvalidPathException e) {
            problem(value, of + "." + key, "must be the path of a PEM file");
            return Optional.empty();
        }
    }

    private Optional<String> name(Map<String, ScalarNode> values) {
        ScalarNode value = values.get(ServerTls.NAME);
        if (value == null || value.getValue().isEmpty()) {
            return Optional.empty();
        }
        if (!value.getValue().matches(NAME)) {
            problem(
                    value,
                    SERVER + "." + ServerTls.NAME,
                    "is " + Values.quoted(value.getValue()) + ", must be a host name or an address");
            return Optional.empty();
        }
        return Optional.of(value.getValue());
    }

    /** Puts what is wrong with a file beside the key that names it. */
    private BiConsumer<String, String> at(String of, Node node, Map<String, ScalarNode> values) {
        return (key, text) -> {
            ScalarNode value = values.get(key);
            problem(value == null ? node : value, of + "." + key, text);
        };
    }

    private void problem(Node at, String key, String text) {
        problems.add(new Problem(ConfigReader.lineOf(at), pool, key, text));
    }
}
