package io.twinproxy.cli.config;

import io.twinproxy.agent.AgentSettings;
import io.twinproxy.controller.settings.ControllerSettings;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.SettingsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/** A kind of file whose top-level keys are declared: how many of the file's are among them tells it. */
public final class SettingsKind implements ConfigKind {
    /** A pair's file. */
    public static final ConfigKind PAIR = new SettingsKind("pair.yml", PairSpec.KEYS, PairSpec::parse);

    /** A controller's file. */
    public static final ConfigKind CONTROLLER = new SettingsKind(
            "controller.yml",
            ControllerSettings.KEYS,
            (text, source) -> ControllerSettings.parse(text, source, machine()));

    /** An agent's file. */
    public static final ConfigKind AGENT = new SettingsKind(
            "agent.yml",
            AgentSettings.KEYS,
            (text, source) -> AgentSettings.parse(text, source, directory(source), machine()));

    /** The program's own reader; what it read is of no use here. */
    private interface Reader {
        Object read(String text, String source) throws SettingsException;
    }

    private final String name;
    private final List<Key> known;
    private final Reader reader;

    private SettingsKind(String name, List<Key> known, Reader reader) {
        this.name = name;
        this.known = List.copyOf(known);
        this.reader = reader;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int likeness(SortedMap<String, SortedSet<String>> keys) {
        return ConfigKinds.share(keys.keySet(), known);
    }

    @Override
    public void check(String text, String source) throws SettingsException {
        reader.read(text, source);
    }

    /** What the default of {@code host} and {@code name} is on the machine that checks. */
    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    private static Path directory(String source) {
        return Optional.ofNullable(Path.of(source).toAbsolutePath().getParent()).orElse(Path.of("/"));
    }
}
