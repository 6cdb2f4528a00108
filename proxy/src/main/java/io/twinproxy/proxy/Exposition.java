package io.twinproxy.proxy;

import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.backend.MemoryBound;
import io.twinproxy.proxy.backend.Pool;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.LatencySum;
import io.twinproxy.proxy.stats.PoolField;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Statistics as Prometheus reads them, text format 0.0.4. Pure.
 *
 * <p>Latency is given as buckets and not as quantiles: quantiles since the start say nothing of the last five minutes, and
 * those of two hosts or two servers cannot be put together. {@code rate} and {@code histogram_quantile} do both with buckets.
 */
final class Exposition {
    /** Upper bounds of the buckets in microseconds: 1, 2.5 and 5 of each decade between a loopback's reply and a minute. */
    private static final long[] BOUNDS_MICROS = {
        50,
        100,
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000
    };

    private final StringBuilder text = new StringBuilder(16_384);

    private Exposition() {}

    /** How long requests of a pool took, and those of each of its servers. */
    record PoolLatency(String name, LatencySum whole, List<ServerLatency> servers) {
        PoolLatency {
            servers = List.copyOf(servers);
        }

        static PoolLatency of(Pool pool) {
            return new PoolLatency(
                    pool.name(),
                    pool.latency(),
                    pool.route().backends().stream()
                            .map(b -> new ServerLatency(b.server().ringName(), b.latency()))
                            .toList());
        }
    }

    /** One server's. */
    record ServerLatency(String name, LatencySum latency) {}

    /**
     * @param exhausted whether there are no file descriptors left
     * @param latencies of the pools, in any order
     */
    static String of(
            ProxyStats stats, ProxyHealth health, MemoryBound memory, boolean exhausted, List<PoolLatency> latencies) {
        Exposition out = new Exposition();
        out.process(stats, health);
        out.limits(memory, exhausted);
        for (PoolField field : PoolField.values()) {
            out.pools(field, stats);
        }
        for (BackendField field : BackendField.values()) {
            out.servers(field, stats);
        }
        out.states(stats);
        out.latencies(latencies);
        return out.text.toString();
    }

    private void process(ProxyStats stats, ProxyHealth health) {
        single(
                "uptime_seconds",
                "gauge",
                "Seconds since the proxy started.",
                stats.uptime().toSeconds());
        single("accepting", "gauge", "1 while new clients are taken, 0 once it drains.", health.accepting() ? 1 : 0);
        single("turning", "gauge", "1 while every event loop turns, else 0.", health.turning() ? 1 : 0);
        single("connections", "gauge", "Listeners, clients and server connections now.", stats.currentConnections());
        single(
                "connections_total",
                "counter",
                "Listeners, clients and server connections there ever were.",
                stats.totalConnections());
    }

    private void limits(MemoryBound memory, boolean exhausted) {
        single(
                "descriptors_exhausted",
                "gauge",
                "1 while there are no file descriptors left for new clients and connections, else 0.",
                exhausted ? 1 : 0);
        single("memory_bytes", "gauge", "Bytes of requests and replies held now.", memory.heldBytes());
        single("memory_max_bytes", "gauge", "The bound on them, memory-max.", memory.bytesMax());
        single(
                "memory_refused_total",
                "counter",
                "Requests refused because the bound was reached.",
                memory.refusedCount());
        single(
                "memory_shed_total",
                "counter",
                "Half-read requests, half-read replies and clients let go of over the bound.",
                memory.shedCount());
    }

    private void pools(PoolField field, ProxyStats stats) {
        String name = field.word() + (field.present() ? "" : "_total");
        header(name, field.present() ? "gauge" : "counter", sentence(field.sentence()));
        for (ProxyStats.PoolStats pool : stats.pools()) {
            sample(name, labels(pool.name()), String.valueOf(pool.get(field)));
        }
    }

    private void servers(BackendField field, ProxyStats stats) {
        boolean moment = field == BackendField.SERVER_EJECTED_AT;
        String name = field.word() + (moment ? "_seconds" : field.present() ? "" : "_total");
        String sentence = moment
                ? "When the server was last ejected, in seconds since the epoch; 0 when it never was."
                : sentence(field.sentence());
        header(name, field.present() ? "gauge" : "counter", sentence);
        for (ProxyStats.PoolStats pool : stats.pools()) {
            for (ProxyStats.BackendStats server : pool.backends()) {
                long value = server.get(field);
                sample(
                        name,
                        labels(pool.name(), server.name()),
                        String.valueOf(moment ? TimeUnit.MICROSECONDS.toSeconds(value) : value));
            }
        }
    }

    private void states(ProxyStats stats) {
        header("server_in", "gauge", "1 while requests go to the server, 0 while it is ejected or failing.");
        for (ProxyStats.PoolStats pool : stats.pools()) {
            for (ProxyStats.BackendStats server : pool.backends()) {
                sample("server_in", labels(pool.name(), server.name()), server.state() == Backend.State.IN ? "1" : "0");
            }
        }
    }

    private void latencies(List<PoolLatency> pools) {
        String whole = "request_duration_seconds";
        header(whole, "histogram", "From a request's being read to its reply, or its error; of those passed on.");
        pools.forEach(pool -> histogram(whole, labels(pool.name()), pool.whole()));
        String each = "server_duration_seconds";
        header(each, "histogram", "From a request's being queued for the server to its reply, be it too late.");
        for (PoolLatency pool : pools) {
            pool.servers().forEach(s -> histogram(each, labels(pool.name(), s.name()), s.latency()));
        }
    }

    private void histogram(String name, String labels, LatencySum latency) {
        for (long bound : BOUNDS_MICROS) {
            String within = labels + ",le=\"" + bound / 1e6 + '"';
            sample(name + "_bucket", within, String.valueOf(latency.countWithin(bound)));
        }
        sample(name + "_bucket", labels + ",le=\"+Inf\"", String.valueOf(latency.count()));
        sample(name + "_sum", labels, String.valueOf(latency.seconds()));
        sample(name + "_count", labels, String.valueOf(latency.count()));
    }

    private static String sentence(String nutcrackers) {
        return nutcrackers.replaceFirst("^# ", "number of ");
    }

    private void single(String name, String type, String sentence, long value) {
        header(name, type, sentence);
        text.append("twinproxy_proxy_").append(name).append(' ').append(value).append('\n');
    }

    private void header(String name, String type, String sentence) {
        text.append("# HELP twinproxy_proxy_").append(name).append(' ').append(sentence);
        text.append("\n# TYPE twinproxy_proxy_")
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }

    private void sample(String name, String labels, String value) {
        text.append("twinproxy_proxy_").append(name).append('{').append(labels).append("} ");
        text.append(value).append('\n');
    }

    private static String labels(String pool) {
        return "pool=\"" + escaped(pool) + '"';
    }

    private static String labels(String pool, String server) {
        return labels(pool) + ",server=\"" + escaped(server) + '"';
    }

    /** As the format wants label values: a backslash, a quote and a line feed each behind a backslash. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
