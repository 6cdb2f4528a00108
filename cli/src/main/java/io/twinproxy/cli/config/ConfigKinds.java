package io.twinproxy.cli.config;

import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Problem;
import io.twinproxy.coordination.settings.SettingsException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The kinds of settings file this command can tell apart, by their content. */
public final class ConfigKinds {
    /** Half of the keys must be a kind's own, so that one mistyped key of two is still told as what it is. */
    private static final int LIKE_ENOUGH = 50;

    private final List<ConfigKind> kinds;

    public ConfigKinds(List<ConfigKind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /** How many in a hundred of the file's keys are among the known ones. */
    public static int share(Set<String> topLevelKeys, Collection<Key> known) {
        if (topLevelKeys.isEmpty()) {
            return 0;
        }
        long own = topLevelKeys.stream()
                .filter(key -> known.stream().anyMatch(k -> k.name().equals(key)))
                .count();
        return (int) (own * 100 / topLevelKeys.size());
    }

    /** The kind of the file, read as its program would read it. Of equally likely kinds the first counts. */
    public ConfigKind check(String text, String source) throws SettingsException {
        SortedMap<String, SortedSet<String>> keys = keys(text, source);
        Optional<ConfigKind> best = kinds.stream()
                .max(Comparator.comparingInt((ConfigKind k) -> k.likeness(keys))
                        .thenComparingInt(k -> -kinds.indexOf(k)))
                .filter(k -> k.likeness(keys) >= LIKE_ENOUGH);
        if (best.isEmpty()) {
            throw problem(
                    source,
                    0,
                    "is none of the files this command knows: "
                            + kinds.stream().map(ConfigKind::name).collect(Collectors.joining(", ")) + "; its keys are "
                            + keys.keySet());
        }
        best.get().check(text, source);
        return best.get();
    }

    private static SortedMap<String, SortedSet<String>> keys(String text, String source) throws SettingsException {
        Node root;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setAllowDuplicateKeys(true)
                    .setCodePointLimit(1 << 20)
                    .build();
            root = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> problem(source, 0, "is empty; it must be a mapping of keys to values"));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(0);
            throw problem(source, line, "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw problem(source, 0, "is not YAML: " + e.getMessage());
        }
        SortedMap<String, SortedSet<String>> keys = new TreeMap<>();
        for (NodeTuple tuple : tuples(root)) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                SortedSet<String> inner = new TreeSet<>();
                for (NodeTuple under : tuples(tuple.getValueNode())) {
                    if (under.getKeyNode() instanceof ScalarNode name) {
                        inner.add(name.getValue());
                    }
                }
                keys.put(key.getValue(), inner);
            }
        }
        return keys;
    }

    private static List<NodeTuple> tuples(Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    private static SettingsException problem(String source, int line, String sentence) {
        return new SettingsException(source, List.of(new Problem(line, "", sentence)));
    }
}
