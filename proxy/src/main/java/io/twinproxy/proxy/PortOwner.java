package io.twinproxy.proxy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who listens at a TCP port of this machine: {@code /proc/net/tcp} tells the sockets (man 5 proc), {@code /proc/PID/fd} whose
 * they are. Other users' processes can be looked into by root only, and other network namespaces' not at all; then there is
 * no answer. For people, after a bind that failed; reads thousands of small files, so not for an event loop.
 */
final class PortOwner {
    private static final String LISTENING = "0A";
    private static final int LINES_MAX = 100_000;
    /** Descriptors looked at in all; a machine with more has the owner left unnamed. */
    private static final int DESCRIPTORS_MAX = 500_000;

    private final Path proc;
    private int looked;

    PortOwner(Path proc) {
        this.proc = proc;
    }

    /** The end of a sentence about a port in use; empty when the owner cannot be found. */
    static String phrase(int port) {
        return new PortOwner(Path.of("/proc"))
                .of(port)
                .map(owner -> ", by " + owner)
                .orElse("");
    }

    Optional<String> of(int port) {
        Set<String> sockets = new TreeSet<>();
        for (String table : new String[] {"tcp", "tcp6"}) {
            listening(proc.resolve("self").resolve("net").resolve(table), port, sockets);
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    return Optional.of(described(process));
                }
            }
        } catch (IOException | RuntimeException e) {
            // Nothing is lost but a name in an error message.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Columns: number, local address:port in hexadecimal, remote, state, …, the tenth is the socket's inode. */
    private static void listening(Path table, int port, Set<String> sockets) {
        String local = ":" + String.format("%04X", port);
        try (var lines = Files.lines(table)) {
            lines.limit(LINES_MAX).map(line -> line.strip().split(" +", -1)).forEach(columns -> {
                if (columns.length > 9 && columns[1].endsWith(local) && columns[3].equals(LISTENING)) {
                    sockets.add("socket:[" + columns[9] + "]");
                }
            });
        } catch (IOException | RuntimeException e) {
            // Not Linux, or no IPv6.
            return;
        }
    }

    private boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (++looked > DESCRIPTORS_MAX) {
                    return false;
                }
                if (target(descriptor).filter(sockets::contains).isPresent()) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
        return false;
    }

    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String described(Path process) {
        String pid = String.valueOf(process.getFileName());
        if (pid.equals(String.valueOf(ProcessHandle.current().pid()))) {
            return "this process itself";
        }
        try {
            return "process " + pid + " ("
                    + Files.readString(process.resolve("comm")).strip() + ")";
        } catch (IOException e) {
            return "process " + pid;
        }
    }
}
