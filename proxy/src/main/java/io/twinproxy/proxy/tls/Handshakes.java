package io.twinproxy.proxy.tls;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where signatures are made and certificates checked: milliseconds each, which an event loop does not have. Clients' and
 * servers' handshakes have threads of their own, so that ten thousand clients who come at once after a move do not make the
 * servers' handshakes time out. A connection has at most one task here; what is beyond the queues fails that handshake.
 * Threads end when they are idle. For any thread.
 */
public final class Handshakes implements AutoCloseable {
    private static final int QUEUED_MAX = 65_536;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor clients;
    private final ThreadPoolExecutor servers;

    /** @param threads for each side, at least 1 */
    public Handshakes(int threads) {
        clients = executor(threads, "twinproxy-tls-clients");
        servers = executor(threads, "twinproxy-tls-servers");
    }

    private static ThreadPoolExecutor executor(int threads, String name) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUED_MAX),
                new DefaultThreadFactory(name, true));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    Executor clients() {
        return clients;
    }

    Executor servers() {
        return servers;
    }

    @Override
    public void close() {
        clients.shutdownNow();
        servers.shutdownNow();
    }
}
