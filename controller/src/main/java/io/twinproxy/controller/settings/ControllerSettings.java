package io.twinproxy.controller.settings;

import io.twinproxy.coordination.settings.AccessFiles;
import io.twinproxy.coordination.settings.Address;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Problems;
import io.twinproxy.coordination.settings.Section;
import io.twinproxy.coordination.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a controller reads at its start, {@code controller.yml}.
 *
 * @param name what this controller goes by; no two live ones share it
 * @param zookeeper the ensemble
 * @param access what opens the way to it
 * @param session how long the ensemble waits for a controller that falls silent: what the loss of a leader costs
 * @param aws how the cloud is called
 * @param status where the status page, the metrics and the health answer are; empty for nowhere
 */
public record ControllerSettings(
        String name, Ensemble zookeeper, AccessFiles access, Duration session, Aws aws, Optional<Address> status) {
    public static final Key NAME = new Key(
            "name",
            "a name: letters, digits, dots and dashes, 63 at most",
            "(the host's name)",
            "What this controller goes by; no two share one.");
    public static final Key ZOOKEEPER = new Key(
            "zookeeper",
            "host:port,host:port,… or a mapping with embedded",
            "",
            "The ensemble, or the server this controller runs itself.");
    public static final Key SESSION = new Key(
            "session",
            "a duration, 1s to 60s",
            "4s",
            "How long the ensemble waits for a silent controller before another may lead.");
    public static final Key AWS = new Key("aws", "a mapping", "(all defaults)", "How the cloud is called.");
    public static final Key STATUS = new Key(
            "status",
            "host:port, or off",
            "127.0.0.1:8080",
            "Where the status page, /metrics and /healthz are; port 0 takes any free one.");

    public static final List<Key> KEYS =
            List.of(NAME, ZOOKEEPER, AccessFiles.SECRET, AccessFiles.TLS, SESSION, AWS, STATUS);

    /**
     * Reads the file.
     *
     * @param source the file's name, for the problems
     * @param hostName what the controller goes by when the file does not say
     * @throws SettingsException with every problem at once
     */
    public static ControllerSettings parse(String yaml, String source, String hostName) throws SettingsException {
        Problems problems = new Problems(source);
        Section root = Section.parse(yaml, problems);
        String name = name(root, hostName);
        Ensemble zookeeper = Ensemble.read(root, ZOOKEEPER);
        AccessFiles access = access(root, zookeeper, source);
        Duration session = root.duration(SESSION, Duration.ofSeconds(1), Duration.ofSeconds(60));
        Section aws = root.section(AWS);
        ControllerSettings settings = new ControllerSettings(
                name,
                zookeeper,
                access,
                session,
                Aws.read(aws, session),
                root.word(STATUS, ControllerSettings::status, Optional.empty()));
        aws.end();
        root.end();
        problems.check();
        return settings;
    }

    /** Paths start where the file is; an ensemble's secret cannot be made by each of its controllers. */
    private static AccessFiles access(Section root, Ensemble zookeeper, String source) {
        Path directory = Path.of(source).toAbsolutePath().getParent();
        AccessFiles access = AccessFiles.read(root, directory == null ? Path.of("/") : directory);
        boolean peers = zookeeper.embedded().map(one -> !one.peers().isEmpty()).orElse(false);
        if (peers && !root.has(AccessFiles.SECRET)) {
            root.problem(
                    AccessFiles.SECRET,
                    "is missing; an embedded ensemble needs it, the same file for every controller and agent, made by"
                            + " 'twinproxy secret make FILE' (or none, and whoever reaches the servers may change"
                            + " everything)");
        }
        return access;
    }

    private static String name(Section root, String machine) {
        if (root.has(NAME) || name(machine).isPresent()) {
            return root.word(NAME, ControllerSettings::name, machine);
        }
        root.problem(NAME, "is missing, and this machine's name '" + machine + "' is not " + NAME.allowed());
        return "";
    }

    private static Optional<String> name(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,62}") ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Optional<Address>> status(String text) {
        Optional<Address> address = Address.parse(text);
        return text.equals("off") || address.isPresent() ? Optional.of(address) : Optional.empty();
    }
}
