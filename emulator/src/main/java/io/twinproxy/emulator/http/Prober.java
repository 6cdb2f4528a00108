package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.Probe;
import io.twinproxy.emulator.core.Probe.Result;
import io.twinproxy.emulator.wire.Addresses;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes health checks with real connections. A check that finds no room in the queue is not made, and the cloud counts
 * it as timed out, as it does one that reaches nobody.
 */
final class Prober implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
    private static final int THREADS = 16;
    private static final int WAITING_MAX = 1024;

    /** A status line is shorter; more is not read. */
    private static final int STATUS_BYTES = 12;

    private final Addresses addresses;
    private final BiConsumer<Probe, Result> results;
    private final ThreadPoolExecutor pool;

    Prober(Addresses addresses, BiConsumer<Probe, Result> results) {
        this.addresses = addresses;
        this.results = results;
        this.pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Threads.named("emulator-prober"),
                new ThreadPoolExecutor.DiscardPolicy());
        this.pool.allowCoreThreadTimeOut(true);
    }

    void start(Probe probe) {
        Optional<InetSocketAddress> address = probe.instanceId().flatMap(i -> addresses.of(i, probe.port()));
        address.ifPresent(a -> pool.execute(() -> results.accept(probe, check(probe, a))));
    }

    private static Result check(Probe probe, InetSocketAddress address) {
        int timeoutMillis = (int) Math.max(1, probe.check().timeout().toMillis());
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(address, timeoutMillis);
            if (probe.check().protocol().equals("TCP")) {
                return Result.OK;
            }
            socket.setSoTimeout(timeoutMillis);
            String request = "GET " + probe.check().path() + " HTTP/1.1\r\nHost: " + address.getHostString() + ":"
                    + address.getPort() + "\r\nUser-Agent: ELB-HealthChecker/2.0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return judge(socket.getInputStream());
        } catch (SocketTimeoutException e) {
            return Result.TIMEOUT;
        } catch (IOException e) {
            LOG.debug("health check of {} failed: {}", probe.target(), e.toString());
            return Result.FAILED;
        }
    }

    /** 200 to 399 is what a network load balancer takes for healthy. */
    private static Result judge(InputStream in) throws IOException {
        String status = new String(in.readNBytes(STATUS_BYTES), StandardCharsets.US_ASCII);
        boolean http = status.length() == STATUS_BYTES && status.startsWith("HTTP/1.");
        if (!http) {
            return Result.FAILED;
        }
        char kind = status.charAt(9);
        return kind == '2' || kind == '3' ? Result.OK : Result.MISMATCH;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
