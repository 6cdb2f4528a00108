package io.twinproxy.emulator.http;

import com.sun.net.httpserver.HttpServer;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.wire.Addresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * EC2 and both kinds of ELB on one loopback port, for the real SDK with its endpoint overridden. Once started, the cloud belongs
 * to the server: reach it only through {@link #with}. Listeners that must hear everything are added before.
 */
public final class EmulatorServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmulatorServer.class);
    private static final int THREADS = 32;
    private static final int WAITING_MAX = 1024;
    private static final int BACKLOG = 256;

    static {
        // The JDK's server writes head and body apart; without this the second waits for the client's delayed
        // acknowledgement, 40 ms a call. The property is read once, when the first server of the process is made.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ThreadPoolExecutor workers;
    private final ScheduledExecutorService timer;
    private final Guarded guarded;

    private EmulatorServer(Cloud cloud, InetSocketAddress bind, Addresses addresses) throws IOException {
        server = HttpServer.create(bind, BACKLOG);
        workers = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_MAX),
                Threads.named("emulator-http"));
        workers.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(2, Threads.named("emulator-timer"));
        guarded = new Guarded(cloud, addresses);
        server.setExecutor(workers);
        server.createContext(
                "/",
                new QueryHandler(
                        guarded, new Ec2Actions(cloud), new ElbActions(cloud), new ClassicActions(cloud), timer));
        server.createContext("/_emulator/", new ControlHandler(guarded));
        server.start();
        LOG.info("emulator answers at {}", endpoint());
    }

    /** Starts on a loopback address; port 0 takes any free one. Health checks reach nobody. */
    public static EmulatorServer start(Cloud cloud, InetSocketAddress bind) throws IOException {
        return start(cloud, bind, (instanceId, port) -> Optional.empty());
    }

    /** Starts with health checks made for real, against where the addresses say each instance's ports are. */
    public static EmulatorServer start(Cloud cloud, InetSocketAddress bind, Addresses addresses) throws IOException {
        InetAddress address = bind.getAddress();
        if (address == null || !address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "the emulator asks nobody for credentials and so binds to loopback only, not to " + bind);
        }
        return new EmulatorServer(cloud, bind, addresses);
    }

    public URI endpoint() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return URI.create("http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + bound.getPort());
    }

    /** Uses the cloud under the server's lock; quick, and without calling the server. */
    public <T> T with(Function<Cloud, T> use) {
        return guarded.with(use);
    }

    @Override
    public void close() {
        server.stop(0);
        timer.shutdownNow();
        workers.shutdownNow();
        guarded.close();
    }
}
