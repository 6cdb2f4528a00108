package io.twinproxy.coordination.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three embedded servers in this JVM, each of which can be stopped and started by itself. */
final class Three implements AutoCloseable {
    static final Duration TICK = Duration.ofMillis(500);

    private final Path directory;
    private final Optional<Tls> tls;
    private final List<String> peers;
    private final List<Integer> clientPorts;
    private final SortedMap<Integer, EmbeddedZooKeeper> servers = new TreeMap<>();

    Three(Path directory) throws IOException {
        this(directory, Optional.empty());
    }

    Three(Path directory, Optional<Tls> tls) throws IOException {
        this.directory = directory;
        this.tls = tls;
        List<Integer> ports = freePorts(9);
        this.peers = IntStream.range(0, 3)
                .mapToObj(i -> "127.0.0.1:" + ports.get(2 * i) + ":" + ports.get(2 * i + 1))
                .toList();
        this.clientPorts = ports.subList(6, 9);
    }

    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }

    EmbeddedOptions options(int id) {
        return new EmbeddedOptions(id, peers, clientPorts.get(id - 1), data(id), TICK).withTls(tls);
    }

    List<String> peers() {
        return peers;
    }

    Path data(int id) {
        return directory.resolve("zk" + id);
    }

    void start(int id) throws IOException {
        servers.put(id, EmbeddedZooKeeper.start(options(id)));
    }

    void startAll() throws IOException {
        for (int id = 1; id <= 3; id++) {
            start(id);
        }
    }

    void stop(int id) {
        EmbeddedZooKeeper server = servers.remove(id);
        if (server != null) {
            server.close();
        }
    }

    /** Where clients connect, to whichever runs. */
    String hosts() {
        return clientPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    String host(int id) {
        return "127.0.0.1:" + clientPorts.get(id - 1);
    }

    @Override
    public void close() {
        List.copyOf(servers.keySet()).forEach(this::stop);
    }
}
