package io.twinproxy.lab.peer;

import io.twinproxy.lab.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Four network namespaces on a switch, which is a namespace too: nothing of the machine's own network is touched. */
final class PeerNetwork implements AutoCloseable {
    static final String VIRTUAL = "10.77.0.100";
    private static final Duration COMMAND_WITHIN = Duration.ofSeconds(10);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path directory;
    private final String prefix = "tp" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "-";
    private final List<String> made = new ArrayList<>();

    PeerNetwork(Path directory) throws IOException {
        this.directory = directory;
        try {
            make("switch");
            ip("-n", name("switch"), "link", "add", "bridge", "type", "bridge");
            ip("-n", name("switch"), "link", "set", "bridge", "up");
            for (Machine machine : Machine.values()) {
                join(machine);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** A machine of the network. */
    enum Machine {
        A("10.77.0.11"),
        B("10.77.0.12"),
        CACHE("10.77.0.20"),
        CLIENT("10.77.0.30");

        private final String address;

        Machine(String address) {
            this.address = address;
        }

        String address() {
            return address;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private void join(Machine machine) throws IOException {
        String word = machine.word();
        make(word);
        String port = "port-" + word;
        ip(
                "-n",
                name("switch"),
                "link",
                "add",
                "name",
                port,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                name(word));
        ip("-n", name("switch"), "link", "set", "dev", port, "master", "bridge", "up");
        ip("-n", name(word), "link", "set", "lo", "up");
        ip("-n", name(word), "address", "add", machine.address() + "/24", "dev", "eth0");
        ip("-n", name(word), "link", "set", "eth0", "up");
    }

    private void make(String word) throws IOException {
        ip("netns", "add", name(word));
        made.add(name(word));
    }

    private String name(String word) {
        return prefix + word;
    }

    /** Whether a machine has the address that moves. */
    boolean holds(Machine machine) throws IOException {
        return ip("-n", name(machine.word()), "-4", "-brief", "address", "show", "dev", "eth0")
                .contains(VIRTUAL + "/");
    }

    /** Starts a command on a machine; {@code ip netns exec} becomes the command, so its pid is the command's. */
    Program start(String name, Machine machine, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name(machine.word())));
        all.addAll(command);
        return Program.start(name, directory, all);
    }

    private String ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try (Program program = Program.start("ip", directory, command)) {
            if (program.exitCode(COMMAND_WITHIN) != 0) {
                throw new IOException(
                        String.join(" ", command) + ": " + program.err().strip());
            }
            return program.out();
        }
    }

    @Override
    public void close() {
        for (String name : made) {
            try {
                ip("netns", "delete", name);
            } catch (IOException e) {
                System.err.println("a namespace stays behind: " + e.getMessage());
            }
        }
        made.clear();
    }
}
