package io.twinproxy.proxy;

import io.twinproxy.proxy.backend.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What the configuration file does not say.
 *
 * @param transport how sockets are waited for
 * @param eventLoops threads that serve, each with its own backend connections; at least 1
 * @param lineBytesMax longest request line
 * @param valueBytesMax longest value taken from a client
 * @param replyBytesMax longest reply taken from a backend
 * @param outstandingMax requests of one client without their reply, beyond which it is not read
 * @param clientBytesMax bytes of one client's requests and their replies, as far as they can be foreseen, beyond which it is
 *     not read; four times as much when they could not be
 * @param memoryBytesMax bytes of all requests and replies there are, beyond which requests are refused and the largest
 *     holders let go
 * @param probeInterval how often a backend that is in is asked for its version
 * @param drainLimit how long {@link Proxy#close()} waits for outstanding requests
 * @param statistics where nutcracker-shaped statistics are served; absent: nowhere
 * @param version what clients get for {@code version}
 */
public record ProxyOptions(
        Transport transport,
        int eventLoops,
        int lineBytesMax,
        int valueBytesMax,
        int replyBytesMax,
        int outstandingMax,
        int clientBytesMax,
        long memoryBytesMax,
        Duration probeInterval,
        Duration drainLimit,
        Optional<InetSocketAddress> statistics,
        String version) {

    public ProxyOptions {
        if (eventLoops < 1
                || lineBytesMax < 1024
                || valueBytesMax < 1
                || replyBytesMax < 1
                || outstandingMax < 1
                || clientBytesMax < 1
                || memoryBytesMax < 1 << 20) {
            throw new IllegalArgumentException("eventLoops, valueBytesMax, replyBytesMax, outstandingMax and"
                    + " clientBytesMax must be at least 1, lineBytesMax at least 1024, memoryBytesMax at least 1 MiB");
        }
        if (probeInterval.toMillis() < 1 || drainLimit.isNegative()) {
            throw new IllegalArgumentException("probeInterval must be at least 1 ms, drainLimit not negative");
        }
    }

    /**
     * A loop for every two processors; a line holds some 16,000 keys of ordinary length; values and replies as large as
     * memcached can be told to take, with room; 16 MiB of requests and replies for one client, {@link
     * MemoryMax#standard()} for all; probes each second, so that a standby knows its backends; no statistics port.
     */
    public static ProxyOptions defaults() {
        return new ProxyOptions(
                Transport.best(),
                eventLoopsFor(Runtime.getRuntime().availableProcessors()),
                1 << 20,
                128 << 20,
                256 << 20,
                256,
                16 << 20,
                MemoryMax.standard(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Optional.empty(),
                "twinproxy");
    }

    /**
     * Half the processors: the other half is busy in the kernel with the same packets. Fewer loops also mean fewer, fuller
     * writes to each backend.
     */
    static int eventLoopsFor(int processors) {
        return Math.max(1, processors / 2);
    }

    public ProxyOptions withEventLoops(int loops) {
        return new ProxyOptions(
                transport,
                loops,
                lineBytesMax,
                valueBytesMax,
                replyBytesMax,
                outstandingMax,
                clientBytesMax,
                memoryBytesMax,
                probeInterval,
                drainLimit,
                statistics,
                version);
    }

    public ProxyOptions withTransport(Transport other) {
        return new ProxyOptions(
                other,
                eventLoops,
                lineBytesMax,
                valueBytesMax,
                replyBytesMax,
                outstandingMax,
                clientBytesMax,
                memoryBytesMax,
                probeInterval,
                drainLimit,
                statistics,
                version);
    }

    public ProxyOptions withClientBytesMax(int bytes) {
        return new ProxyOptions(
                transport,
                eventLoops,
                lineBytesMax,
                valueBytesMax,
                replyBytesMax,
                outstandingMax,
                bytes,
                memoryBytesMax,
                probeInterval,
                drainLimit,
                statistics,
                version);
    }

    public ProxyOptions withMemoryBytesMax(long bytes) {
        return new ProxyOptions(
                transport,
                eventLoops,
                lineBytesMax,
                valueBytesMax,
                replyBytesMax,
                outstandingMax,
                clientBytesMax,
                bytes,
                probeInterval,
                drainLimit,
                statistics,
                version);
    }

    public ProxyOptions withProbeInterval(Duration interval) {
        return new ProxyOptions(
                transport,
                eventLoops,
                lineBytesMax,
                valueBytesMax,
                replyBytesMax,
                outstandingMax,
                clientBytesMax,
                memoryBytesMax,
                interval,
                drainLimit,
                statistics,
                version);
    }

    public ProxyOptions withDrainLimit(Duration limit) {
        return new ProxyOptions(
                transport,
                eventLoops,
                lineBytesMax,
                valueBytesMax,
                replyBytesMax,
                outstandingMax,
                clientBytesMax,
                memoryBytesMax,
                probeInterval,
                limit,
                statistics,
                version);
    }

    public ProxyOptions withStatistics(InetSocketAddress address) {
        return new ProxyOptions(
                transport,
                eventLoops,
                lineBytesMax,
                valueBytesMax,
                replyBytesMax,
                outstandingMax,
                clientBytesMax,
                memoryBytesMax,
                probeInterval,
                drainLimit,
                Optional.of(address),
                version);
    }

    public ProxyOptions withVersion(String text) {
        return new ProxyOptions(
                transport,
                eventLoops,
                lineBytesMax,
                valueBytesMax,
                replyBytesMax,
                outstandingMax,
                clientBytesMax,
                memoryBytesMax,
                probeInterval,
                drainLimit,
                statistics,
                text);
    }
}
