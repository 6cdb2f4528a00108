package io.twinproxy.lab.proxy;

import io.twinproxy.lab.FreePorts;
import io.twinproxy.lab.Program;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Real memcacheds of one thread each. Every one holds every key, so it does not matter which a proxy asks. */
final class Backends implements AutoCloseable {
    private static final Duration SERVING_WITHIN = Duration.ofSeconds(10);
    private static final int MEMORY_MB = 512;
    /** So many sets are sent before their replies are read; replies of so many fit any socket's buffers. */
    private static final int BATCH = 500;

    private final List<Program> programs = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    Backends(int nodes, Path directory, FreePorts ports) throws IOException {
        try {
            for (int node = 0; node < nodes; node++) {
                int port = ports.next();
                String name = "memcached-" + nodes + "-" + node;
                programs.add(Program.start(name, directory, command(port)));
                InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                addresses.add(address);
                Ask.awaitServing(name, address, SERVING_WITHIN);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static List<String> command(int port) {
        return List.of(
                "memcached",
                "-u",
                "nobody",
                "-U",
                "0",
                "-l",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-t",
                "1",
                "-c",
                "4096",
                "-m",
                Integer.toString(MEMORY_MB));
    }

    List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    List<Long> pids() {
        return programs.stream().map(Program::pid).toList();
    }

    /** Stores every key on every backend. */
    void fill(Keyspace keyspace) throws IOException {
        for (InetSocketAddress address : addresses) {
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                ByteBuffer set = ByteBuffer.allocate(keyspace.setBytes());
                for (int key = 0; key < keyspace.count(); key++) {
                    set.clear();
                    keyspace.putSet(set, key);
                    out.write(set.array(), 0, set.position());
                    if (key % BATCH == BATCH - 1 || key == keyspace.count() - 1) {
                        out.flush();
                        expectStored(in, key % BATCH + 1);
                    }
                }
            }
        }
    }

    private static void expectStored(BufferedReader in, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String line = in.readLine();
            if (!"STORED".equals(line)) {
                throw new IOException("memcached answers '" + line + "' to a set");
            }
        }
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
    }
}
