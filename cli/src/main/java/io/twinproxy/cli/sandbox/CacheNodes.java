package io.twinproxy.cli.sandbox;

import io.twinproxy.proxy.cache.BuiltinCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two cache nodes: memcached where it is installed, else the small built-in one. */
final class CacheNodes implements AutoCloseable {
    private static final int COUNT = 2;
    private static final long BYTES_MAX = 64L << 20;

    private final List<AutoCloseable> running = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final String what;

    private CacheNodes(String what) {
        this.what = what;
    }

    static CacheNodes start(Path directory, Ports free) throws IOException {
        Optional<Path> memcached = onPath("memcached");
        CacheNodes nodes = new CacheNodes(memcached.isPresent() ? "memcached" : "built-in caches");
        try {
            for (int i = 1; i <= COUNT; i++) {
                nodes.add(i, directory, free, memcached);
            }
        } catch (IOException e) {
            nodes.close();
            throw e;
        }
        return nodes;
    }

    private void add(int number, Path directory, Ports free, Optional<Path> memcached) throws IOException {
        if (memcached.isEmpty()) {
            BuiltinCache cache =
                    BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BYTES_MAX);
            running.add(cache);
            ports.add(cache.port());
            return;
        }
        int port = free.any();
        List<String> command = new ArrayList<>(List.of(
                memcached.get().toString(), "-l", "127.0.0.1", "-p", "" + port, "-U", "0", "-m", "64", "-t", "1"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "root"));
        }
        running.add(Child.start("memcached-" + number, directory, command));
        ports.add(port);
    }

    private static Optional<Path> onPath(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** What they are, for people. */
    String what() {
        return what;
    }

    @Override
    public void close() {
        for (AutoCloseable node : running) {
            try {
                node.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a cache node", e);
            }
        }
        running.clear();
    }
}
