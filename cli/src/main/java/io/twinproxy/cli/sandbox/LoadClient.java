package io.twinproxy.cli.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * A client as an application has one: one connection, one request at a time, one every five milliseconds, reconnecting
 * when the connection breaks or a reply takes too long. It notes when good replies came; the longest time between two
 * of them is the outage as a client sees it.
 */
public final class LoadClient implements AutoCloseable {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What a cache client usually allows before it gives a request up and connects anew. */
    private static final int TIMEOUT_MILLIS = 100;

    private static final int LINE_MAX = 512;
    private static final byte[] SET = "set twinproxy:demo 0 0 5\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GET = "get twinproxy:demo\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress endpoint;
    private final Thread thread = new Thread(this::run, "load");
    private final Object lock = new Object();
    private Tally tally = new Tally(0, 0, 0, 0, "");
    private Optional<Socket> socket = Optional.empty();
    private Optional<InputStream> in = Optional.empty();
    private volatile boolean stopped;

    /** What came of the requests so far. */
    public record Tally(long requests, long failed, long lastGoodNanos, long longestGapNanos, String lastFailure) {
        Tally good(long nowNanos) {
            long gap = lastGoodNanos == 0 ? 0 : nowNanos - lastGoodNanos;
            return new Tally(requests + 1, failed, nowNanos, Math.max(longestGapNanos, gap), lastFailure);
        }

        Tally bad(String why) {
            return new Tally(requests + 1, failed + 1, lastGoodNanos, longestGapNanos, why);
        }
    }

    private LoadClient(InetSocketAddress endpoint) {
        this.endpoint = endpoint;
        thread.setDaemon(true);
    }

    public static LoadClient start(InetSocketAddress endpoint) {
        LoadClient client = new LoadClient(endpoint);
        client.thread.start();
        return client;
    }

    public Tally tally() {
        synchronized (lock) {
            return tally;
        }
    }

    /** Counts anew from here; the connection stays. */
    public void forget() {
        update(t -> new Tally(0, 0, t.lastGoodNanos(), 0, ""));
    }

    private void update(UnaryOperator<Tally> change) {
        synchronized (lock) {
            tally = change.apply(tally);
        }
    }

    private void run() {
        long next = System.nanoTime();
        long count = 0;
        while (!stopped) {
            try {
                // A value is written now and then, so that the load is not reads alone.
                ask(count++ % 20 == 0 ? SET : GET);
                long now = System.nanoTime();
                update(t -> t.good(now));
            } catch (IOException e) {
                hangUp();
                update(t -> t.bad(String.valueOf(e.getMessage())));
            }
            next = Math.max(next + EVERY_NANOS, System.nanoTime() - EVERY_NANOS);
            LockSupport.parkNanos(next - System.nanoTime());
        }
        hangUp();
    }

    private void ask(byte[] request) throws IOException {
        Socket connected = connected();
        OutputStream out = connected.getOutputStream();
        out.write(request);
        out.flush();
        String line = line();
        if (line.startsWith("VALUE twinproxy:demo ")) {
            if (!line().equals("hello") || !line().equals("END")) {
                throw new IOException("a wrong value");
            }
        } else if (!line.equals("STORED") && !line.equals("END")) {
            throw new IOException("the reply was: " + line);
        }
    }

    private Socket connected() throws IOException {
        if (socket.isPresent()) {
            return socket.get();
        }
        Socket opened = new Socket();
        try {
            opened.setTcpNoDelay(true);
            opened.setSoTimeout(TIMEOUT_MILLIS);
            opened.connect(endpoint, TIMEOUT_MILLIS);
            in = Optional.of(new BufferedInputStream(opened.getInputStream()));
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        socket = Optional.of(opened);
        return opened;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream from = in.orElseThrow();
        for (int c = from.read(); c != '\n'; c = from.read()) {
            if (c < 0 || line.length() > LINE_MAX) {
                throw new IOException(c < 0 ? "the connection was closed" : "an endless line");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private void hangUp() {
        try {
            if (socket.isPresent()) {
                socket.get().close();
            }
        } catch (IOException e) {
            // It is being left anyway.
            Thread.onSpinWait();
        }
        socket = Optional.empty();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
