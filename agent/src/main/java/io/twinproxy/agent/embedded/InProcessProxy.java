package io.twinproxy.agent.embedded;

import io.twinproxy.proxy.Proxy;
import io.twinproxy.proxy.ProxyException;
import io.twinproxy.proxy.ProxyHealth;
import io.twinproxy.proxy.ProxyHealth.PoolHealth;
import io.twinproxy.proxy.ProxyOptions;
import io.twinproxy.proxy.Reload;
import io.twinproxy.proxy.config.ConfigException;
import io.twinproxy.proxy.config.ProxyConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The proxy of this process. What it says of itself is in the words of heartbeats. */
public final class InProcessProxy implements EmbeddedProxy {
    private final Proxy proxy;
    private volatile String digest;

    private InProcessProxy(Proxy proxy, String digest) {
        this.proxy = proxy;
        this.digest = digest;
    }

    /**
     * Serves what a file says.
     *
     * @throws ConfigException with every problem of the file
     * @throws ProxyException naming the pool and the address that cannot be listened at
     */
    public static InProcessProxy start(Path file, ProxyOptions options) throws ConfigException, ProxyException {
        ProxyConfig config = ProxyConfig.read(file);
        return new InProcessProxy(Proxy.start(config, options), config.digest());
    }

    @Override
    public ProxySnapshot health() {
        ProxyHealth health = proxy.health();
        Optional<PoolHealth> first =
                health.pools().stream().filter(pool -> pool.port() > 0).findFirst();
        String why = why(health);
        return new ProxySnapshot(
                why.isEmpty(),
                why,
                first.map(PoolHealth::address).orElse(""),
                first.map(PoolHealth::port).orElse(0),
                first.map(InProcessProxy::protocol).orElse("memcache"),
                digest,
                health.pools().stream()
                        .map(pool -> new ProxySnapshot.PoolSnapshot(
                                pool.name(), pool.live(), pool.total(), pool.minBackends()))
                        .toList());
    }

    @Override
    public Duration silence() {
        return proxy.health().loops().stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    @Override
    public String metrics() {
        return proxy.metrics();
    }

    @Override
    public Reloading reload(Path file) {
        try {
            ProxyConfig next = ProxyConfig.read(file);
            Reload reload = proxy.reload(next);
            digest = next.digest();
            String changes = Stream.concat(reload.changes().stream(), reload.laterOnly().stream())
                    .collect(Collectors.joining("; "));
            return new Reloading(true, changes.isEmpty() ? "nothing is different" : changes);
        } catch (ConfigException e) {
            return new Reloading(false, String.valueOf(e.getMessage()));
        } catch (ProxyException e) {
            return new Reloading(false, String.valueOf(e.getMessage()), true);
        }
    }

    @Override
    public List<Path> filesNamed(Path file, byte[] text) {
        return ProxyConfig.filesNamed(new String(text, StandardCharsets.UTF_8), file.toString());
    }

    @Override
    public void close() {
        proxy.close();
    }

    /** Backends that are out are told for themselves: they are no fault of this host. */
    private static String why(ProxyHealth health) {
        if (!health.accepting()) {
            return "it takes no new clients";
        }
        return health.turning() ? "" : "an event loop does not turn";
    }

    private static String protocol(PoolHealth pool) {
        return pool.protocol().equals("redis") ? "redis" : "memcache";
    }
}
