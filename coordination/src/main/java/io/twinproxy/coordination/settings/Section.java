package io.twinproxy.coordination.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a settings file. Each getter reads a declared key; what is wrong goes to the {@link Problems}, and the
 * getter then answers with a stand-in, so that reading goes on and every problem is found. Nothing a getter returned
 * may be used before {@link Problems#check()} has passed. One thread.
 */
public final class Section {
    private final String path;
    private final int line;
    private final Problems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();

    private Section(String path, int line, Problems problems) {
        this.path = path;
        this.line = line;
        this.problems = problems;
    }

    /** Reads YAML, or JSON, which is a part of it. Anything but one mapping is a problem. */
    public static Section parse(String text, Problems problems) {
        Section root = new Section("", 0, problems);
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setAllowDuplicateKeys(true)
                    .setCodePointLimit(1 << 20)
                    .build();
            Optional<Node> node = new Compose(settings).composeString(text);
            if (node.isEmpty()) {
                problems.add(0, "", "is empty; it must be a mapping of keys to values");
            } else {
                root.fill(node.get());
            }
        } catch (MarkedYamlEngineException e) {
            int at = e.getProblemMark().map(m -> m.getLine() + 1).orElse(0);
            problems.last(at, "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.last(
                    0,
                    "is not YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return root;
    }

    private void fill(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            problems.add(lineOf(node), path, "must be a mapping of keys to values");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(lineOf(tuple.getKeyNode()), path, "a key must be a word");
                continue;
            }
            String key = keyNode.getValue();
            if (values.put(key, tuple.getValueNode()) != null) {
                problems.add(lineOf(keyNode), at(key), "stands twice; once is allowed");
            }
            lines.put(key, lineOf(keyNode));
        }
    }

    public boolean has(Key key) {
        known.add(key.name());
        return values.containsKey(key.name());
    }

    /** Where a key stands, for a problem that relates several. */
    public int line(Key key) {
        return lines.getOrDefault(key.name(), line);
    }

    public Optional<String> optional(Key key) {
        return scalar(key, Optional::of);
    }

    public String string(Key key) {
        return optional(key).orElseGet(() -> otherwise(key));
    }

    /** A word of a kind: whatever {@code parse} does not take is a problem. */
    public <T> T word(Key key, Function<String, Optional<T>> parse, T standIn) {
        Optional<T> read = scalar(key, parse);
        if (read.isPresent()) {
            return read.get();
        }
        String text = otherwise(key);
        return text.isEmpty() ? standIn : parse.apply(text).orElse(standIn);
    }

    public int integer(Key key, int min, int max) {
        return word(key, text -> number(text, min, max), min);
    }

    public boolean bool(Key key) {
        return word(
                key,
                text -> switch (text) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                },
                false);
    }

    public Duration duration(Key key, Duration min, Duration max) {
        return word(
                key, text -> Durations.parse(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0), min);
    }

    public List<String> strings(Key key) {
        known.add(key.name());
        Node node = values.get(key.name());
        if (node == null) {
            if (key.required()) {
                missing(key);
            }
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof ScalarNode scalar) {
                    texts.add(scalar.getValue());
                } else {
                    problems.add(lineOf(item), at(key.name()), "must be " + key.allowed());
                }
            }
        } else {
            problems.add(line(key), at(key.name()), "must be " + key.allowed());
        }
        return List.copyOf(texts);
    }

    /** A nested mapping; empty, with every default, when the key is absent and not required. */
    public Section section(Key key) {
        known.add(key.name());
        Section inner = new Section(at(key.name()), line(key), problems);
        Node node = values.get(key.name());
        if (node != null) {
            inner.fill(node);
        } else if (key.required()) {
            missing(key);
        }
        return inner;
    }

    /** Whether the key is there and holds a mapping, not a word. */
    public boolean isSection(Key key) {
        return values.get(key.name()) instanceof MappingNode;
    }

    public void problem(Key key, String sentence) {
        problems.add(line(key), at(key.name()), sentence);
    }

    /** Ends this mapping: every key nobody read is a problem. */
    public void end() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                String hint = Nearest.to(key, known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("known keys: " + String.join(", ", known));
                problems.add(lines.getOrDefault(key, line), at(key), "is not a known key; " + hint);
            }
        }
    }

    /** The keys nobody read: what a newer version wrote, where this mapping is a record's. */
    public SortedSet<String> unread() {
        SortedSet<String> unread = new TreeSet<>(values.keySet());
        unread.removeAll(known);
        return Collections.unmodifiableSortedSet(unread);
    }

    private <T> Optional<T> scalar(Key key, Function<String, Optional<T>> parse) {
        known.add(key.name());
        Node node = values.get(key.name());
        if (node == null) {
            if (key.required()) {
                missing(key);
            }
            return Optional.empty();
        }
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isEmpty()) {
            problems.add(line(key), at(key.name()), "must be " + key.allowed());
            return Optional.empty();
        }
        Optional<T> value = parse.apply(scalar.getValue());
        if (value.isEmpty()) {
            problems.add(line(key), at(key.name()), "is '" + scalar.getValue() + "'; it must be " + key.allowed());
        }
        return value;
    }

    private static String otherwise(Key key) {
        return key.otherwise().startsWith("(") ? "" : key.otherwise();
    }

    private void missing(Key key) {
        problems.add(line, at(key.name()), "is missing; it must be " + key.allowed());
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    }

    private static Optional<Integer> number(String text, int min, int max) {
        if (!text.matches("-?\\d{1,9}")) {
            return Optional.empty();
        }
        int value = Integer.parseInt(text);
        return value < min || value > max ? Optional.empty() : Optional.of(value);
    }
}
