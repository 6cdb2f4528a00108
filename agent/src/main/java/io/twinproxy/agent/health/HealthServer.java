package io.twinproxy.agent.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /}, {@code /active} and {@code /metrics} over HTTP. What it is asked while it cannot find out, it
 * answers with 503. Threads, queued requests, connections and the time a request may take are all bounded.
 */
public final class HealthServer implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int WAITING_MAX = 64;
    private static final int BACKLOG = 128;

    /** The JDK's server reads its bounds from system properties when its class is first loaded; an operator's stand. */
    private static final String[][] BOUNDS = {
        {"sun.net.httpserver.maxReqTime", "5"},
        {"sun.net.httpserver.maxRspTime", "5"},
        {"sun.net.httpserver.idleInterval", "30"},
        {"sun.net.httpserver.nodelay", "true"},
        {"jdk.httpserver.maxConnections", "256"},
    };

    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);

    private final HealthSettings settings;
    private final Supplier<HealthView> view;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private HealthServer(HealthSettings settings, Supplier<HealthView> view, HttpServer server) {
        this.settings = settings;
        this.view = view;
        this.server = server;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), job -> {
                    Thread thread = new Thread(job, "health-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Listens and answers.
     *
     * @param view what is so at the moment; called for every request, on a thread of this server
     * @throws IOException naming the address, when it cannot be listened at
     */
    public static HealthServer start(HealthSettings settings, Supplier<HealthView> view) throws IOException {
        for (String[] bound : BOUNDS) {
            if (System.getProperty(bound[0]) == null) {
                System.setProperty(bound[0], bound[1]);
            }
        }
        try {
            HttpServer server = HttpServer.create(settings.listen(), BACKLOG);
            HealthServer health = new HealthServer(settings, view, server);
            server.setExecutor(health.threads);
            server.createContext("/", health::handle);
            server.start();
            return health;
        } catch (IOException e) {
            throw new IOException("health cannot be answered at " + settings.listen() + ": " + e.getMessage(), e);
        }
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HealthAnswer answer = answer(exchange);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.code(), head || body.length == 0 ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private HealthAnswer answer(HttpExchange exchange) {
        InetAddress from = exchange.getRemoteAddress().getAddress();
        if (settings.onlyFrom().stream().noneMatch(range -> range.contains(from))) {
            return new HealthAnswer(403, from.getHostAddress() + " is not in health.only-from\n");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return new HealthAnswer(405, "only GET and HEAD are answered\n");
        }
        try {
            return switch (exchange.getRequestURI().getPath()) {
                case "/" -> HealthAnswer.serving(view.get());
                case "/active" -> HealthAnswer.active(view.get());
                case "/metrics" -> new HealthAnswer(200, Exposition.of(view.get()));
                default -> new HealthAnswer(404, "there are /, /active and /metrics\n");
            };
        } catch (RuntimeException e) {
            LOG.error("A health answer could not be found", e);
            return HealthAnswer.unreadable(e.toString());
        }
    }
}
