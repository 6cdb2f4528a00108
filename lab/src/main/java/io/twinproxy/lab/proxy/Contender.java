package io.twinproxy.lab.proxy;

import io.twinproxy.lab.FreePorts;
import io.twinproxy.lab.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A proxy as a process, on nutcracker's file; the files of the two differ in the port they listen on alone. */
final class Contender implements AutoCloseable {
    private static final Duration SERVING_WITHIN = Duration.ofSeconds(30);

    private final Program program;
    private final InetSocketAddress address;

    private Contender(Program program, InetSocketAddress address) throws IOException {
        this.program = program;
        this.address = address;
        try {
            Ask.awaitServing(program.name(), address, SERVING_WITHIN);
        } catch (IOException e) {
            String said = program.out() + program.err();
            close();
            throw new IOException(e.getMessage() + "\n" + said, e);
        }
    }

    /** Twinproxy's proxy, by its launcher and thus with the flags it is shipped with. */
    static Contender ours(String launcher, Backends backends, Path directory, FreePorts ports) throws IOException {
        int port = ports.next();
        Path file = file("ours", port, backends, directory);
        List<String> command = List.of(launcher, "proxy", "-c", file.toString(), "-s", Integer.toString(ports.next()));
        return start("ours", command, port, directory);
    }

    static Contender nutcracker(Backends backends, Path directory, FreePorts ports) throws IOException {
        int port = ports.next();
        Path file = file("nutcracker", port, backends, directory);
        String stats = Integer.toString(ports.next());
        List<String> command = List.of(
                "nutcracker",
                "-c",
                file.toString(),
                "-s",
                stats,
                "-a",
                "127.0.0.1",
                "-o",
                directory.resolve("nutcracker.log").toString());
        return start("nutcracker", command, port, directory);
    }

    /** haproxy in TCP mode before one of the others, in place of a load balancer. */
    static Contender balancer(Contender behind, Path directory, FreePorts ports) throws IOException {
        int port = ports.next();
        String name = "haproxy-" + behind.program.name();
        Path file = Files.writeString(directory.resolve(name + ".cfg"), """
                global
                  maxconn 4096
                  nbthread 1
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                listen bench
                  bind 127.0.0.1:%d
                  server proxy 127.0.0.1:%d
                """.formatted(port, behind.address.getPort()));
        return start(name, List.of("haproxy", "-db", "-f", file.toString()), port, directory);
    }

    private static Contender start(String name, List<String> command, int port, Path directory) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new Contender(Program.start(name, directory, command), address);
    }

    private static Path file(String name, int port, Backends backends, Path directory) throws IOException {
        String servers = backends.addresses().stream()
                .map(server -> "   - 127.0.0.1:" + server.getPort() + ":1\n")
                .collect(Collectors.joining());
        return Files.writeString(directory.resolve(name + ".yml"), """
                bench:
                  listen: 127.0.0.1:%d
                  hash: fnv1a_64
                  distribution: ketama
                  timeout: 5000
                  backlog: 1024
                  preconnect: true
                  servers:
                """.formatted(port) + servers);
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return program.pid();
    }

    boolean alive() {
        return program.alive();
    }

    @Override
    public void close() {
        program.close();
    }
}
