package io.twinproxy.proxy.config;

import io.twinproxy.proxy.hash.RingServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads a whole file: one YAML document that maps pool names to pools. */
final class ConfigReader {
    private final String source;
    private final Path directory;
    private final Instant now;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * @param directory where relative paths of files begin
     * @param now what certificates are looked at for
     */
    ConfigReader(String source, Path directory, Instant now) {
        this.source = source;
        this.directory = directory;
        this.now = now;
    }

    ProxyConfig read(String yaml) throws ConfigException {
        List<PoolConfig> pools = new ArrayList<>();
        for (Node root : documents(yaml)) {
            pools.addAll(pools(root));
        }
        sameListen(pools);
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(Problem::line));
            throw new ConfigException(source, problems);
        }
        return new ProxyConfig(pools, Warnings.of(pools, now));
    }

    private List<Node> documents(String yaml) {
        List<Node> documents = new ArrayList<>();
        LoadSettings settings = LoadSettings.builder().setLabel(source).build();
        try {
            new Compose(settings).composeAllFromString(yaml).forEach(documents::add);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(new Problem(line, "", "", "is not YAML: " + e.getProblem()));
            return List.of();
        } catch (YamlEngineException e) {
            problems.add(new Problem(0, "", "", "is not YAML: " + e.getMessage()));
            return List.of();
        }
        if (documents.size() != 1) {
            problems.add(
                    new Problem(0, "", "", "must be one YAML document with at least one pool, is " + documents.size()));
        }
        return documents.subList(0, Math.min(1, documents.size()));
    }

    private List<PoolConfig> pools(Node root) {
        if (!(root instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
            problems.add(new Problem(lineOf(root), "", "", "must map pool names to pools"));
            return List.of();
        }
        Map<String, PoolConfig> pools = new TreeMap<>(RingServer.NAME_ORDER);
        for (NodeTuple tuple : mapping.getValue()) {
            int line = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode name)
                    || name.getValue().isEmpty()) {
                problems.add(new Problem(line, "", "", "a pool name must be a plain word"));
            } else if (!(tuple.getValueNode() instanceof MappingNode keys)) {
                problems.add(new Problem(line, name.getValue(), "", "must be a mapping of keys to values"));
            } else if (pools.put(
                            name.getValue(),
                            new PoolReader(name.getValue(), line, problems, directory).read(keys.getValue()))
                    != null) {
                problems.add(new Problem(line, name.getValue(), "", "two pools have this name"));
            }
        }
        return List.copyOf(pools.values());
    }

    private void sameListen(List<PoolConfig> pools) {
        Map<String, String> taken = new TreeMap<>();
        for (PoolConfig pool : pools) {
            String address = pool.listen().toString();
            String other = taken.putIfAbsent(address, pool.name());
            if (other != null && !address.equals(":0")) {
                problems.add(new Problem(
                        0, pool.name(), "listen", "is " + address + ", which pool " + other + " has already"));
            }
        }
    }

    static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
