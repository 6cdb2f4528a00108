package io.twinproxy.controller.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.settings.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status page over HTTP: {@code /} for people, {@code /status} and {@code /metrics} for machines, {@code /healthz}
 * for a watchdog. Read only, and without a password: it belongs on the loopback address or a private network.
 *
 * <p>Bounds: {@value #CONNECTIONS_MAX} connections, {@value #THREADS} threads, {@value #REQUEST_SECONDS} s for a request
 * to arrive, {@value #RESPONSE_SECONDS} s for its answer to be taken. The JDK's server takes all but the threads from
 * system properties, read once when its first class is loaded: what is set already is left alone, and where another
 * server of this program was there first, its values hold.
 */
public final class StatusServer implements AutoCloseable {
    static final int CONNECTIONS_MAX = 64;
    static final int THREADS = 8;
    static final int REQUEST_SECONDS = 3;
    static final int RESPONSE_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);

    static {
        preset("jdk.httpserver.maxConnections", CONNECTIONS_MAX);
        preset("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
        preset("sun.net.httpserver.maxRspTime", RESPONSE_SECONDS);
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final StatusBoard board;
    private final PrometheusRegistry registry;
    private final StatusPage page = new StatusPage();
    private final ExpositionFormats formats = ExpositionFormats.init();

    private record Answer(int code, String type, String body) {
        static Answer text(int code, String body) {
            return new Answer(code, "text/plain; charset=utf-8", body + "\n");
        }
    }

    private StatusServer(HttpServer server, StatusBoard board, PrometheusRegistry registry) {
        this.server = server;
        this.board = board;
        this.registry = registry;
        // A connection has one request at a time, so as many places as connections are enough for all of them.
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(CONNECTIONS_MAX),
                StatusServer::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Listens from now on.
     *
     * @param at port 0 takes any free one
     * @throws IOException with a sentence when it cannot listen there
     */
    public static StatusServer start(Address at, StatusBoard board, PrometheusRegistry registry) throws IOException {
        InetSocketAddress socket = new InetSocketAddress(at.host(), at.port());
        if (socket.isUnresolved()) {
            throw new IOException("status: cannot listen on " + at + ": the name is not known");
        }
        try {
            StatusServer started = new StatusServer(HttpServer.create(socket, CONNECTIONS_MAX), board, registry);
            started.server.setExecutor(started.threads);
            started.server.createContext("/", started::handle);
            started.server.start();
            return started;
        } catch (IOException e) {
            throw new IOException("status: cannot listen on " + at + ": " + e.getMessage(), e);
        }
    }

    /** Where it listens, with the port it was given. */
    public Address address() {
        InetSocketAddress bound = server.getAddress();
        return new Address(bound.getHostString(), bound.getPort());
    }

    /** Closes every connection; waits for no one. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", answer.type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders()
                    .set(
                            "Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
            exchange.sendResponseHeaders(answer.code, head ? -1 : body.length);
            if (!head) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        }
    }

    private Answer answer(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (!(path.equals("/") || path.equals("/status") || path.equals("/metrics") || path.equals("/healthz"))) {
            return Answer.text(404, "there is /, /status, /metrics and /healthz");
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Answer.text(405, "this page can only be read; operators act with the command twinproxy");
        }
        try {
            return switch (path) {
                case "/status" -> new Answer(200, "application/json", Json.text(StatusJson.of(board.snapshot())));
                case "/metrics" -> metrics(exchange);
                case "/healthz" -> health(board.snapshot());
                default -> new Answer(200, "text/html; charset=utf-8", page.html(board.snapshot()));
            };
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} could not be answered", path, e);
            return Answer.text(500, "this could not be made; the controller's log says why");
        }
    }

    private static Answer health(Snapshot snapshot) {
        long millis = snapshot.sinceTurn().toMillis();
        return snapshot.turning()
                ? Answer.text(200, "ok: the loop turned " + millis + " ms ago")
                : Answer.text(503, "the loop has not turned for " + millis + " ms");
    }

    private Answer metrics(HttpExchange exchange) throws IOException {
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        ExpositionFormatWriter open = formats.getOpenMetricsTextFormatWriter();
        ExpositionFormatWriter writer =
                accept != null && open.accepts(accept) ? open : formats.getPrometheusTextFormatWriter();
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        writer.write(out, registry.scrape());
        return new Answer(200, writer.getContentType(), out.toString(StandardCharsets.UTF_8));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "status");
        thread.setDaemon(true);
        return thread;
    }

    private static void preset(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(value));
        }
    }
}
