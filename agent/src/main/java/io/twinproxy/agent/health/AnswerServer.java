package io.twinproxy.agent.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twinproxy.agent.net.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a few paths over HTTP to those who may ask. What it is asked while it cannot find out, it answers with 503.
 * Threads, queued requests, connections and the time a request may take are all bounded.
 */
final class AnswerServer implements AutoCloseable {
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

    private static final Logger LOG = LoggerFactory.getLogger(AnswerServer.class);

    private final List<Cidr> onlyFrom;
    private final SortedMap<String, Supplier<HealthAnswer>> pages;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private AnswerServer(List<Cidr> onlyFrom, SortedMap<String, Supplier<HealthAnswer>> pages, HttpServer server) {
        this.onlyFrom = List.copyOf(onlyFrom);
        this.pages = Collections.unmodifiableSortedMap(new TreeMap<>(pages));
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
     * @param onlyFrom who may ask
     * @param pages what is answered at each path; called for every request, on a thread of this server
     * @throws IOException naming the address, when it cannot be listened at
     */
    static AnswerServer start(
            InetSocketAddress listen, List<Cidr> onlyFrom, SortedMap<String, Supplier<HealthAnswer>> pages)
            throws IOException {
        for (String[] bound : BOUNDS) {
            if (System.getProperty(bound[0]) == null) {
                System.setProperty(bound[0], bound[1]);
            }
        }
        try {
            HttpServer server = HttpServer.create(listen, BACKLOG);
            AnswerServer answers = new AnswerServer(onlyFrom, pages, server);
            server.setExecutor(answers.threads);
            server.createContext("/", answers::handle);
            server.start();
            return answers;
        } catch (IOException e) {
            throw new IOException("health cannot be answered at " + listen + ": " + e.getMessage(), e);
        }
    }

    InetSocketAddress address() {
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
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.code(), head || body.length == 0 ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private HealthAnswer answer(HttpExchange exchange) {
        InetAddress from = exchange.getRemoteAddress().getAddress();
        if (onlyFrom.stream().noneMatch(range -> range.contains(from))) {
            return HealthAnswer.plain(403, from.getHostAddress() + " is not in health.only-from\n");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return HealthAnswer.plain(405, "only GET and HEAD are answered\n");
        }
        Supplier<HealthAnswer> page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
            return HealthAnswer.plain(404, "there is " + String.join(", ", pages.keySet()) + "\n");
        }
        try {
            return page.get();
        } catch (RuntimeException e) {
            LOG.error("A health answer could not be found", e);
            return HealthAnswer.unreadable(e.toString());
        }
    }
}
