package io.twinproxy.proxy;

import io.twinproxy.proxy.config.ConfigException;
import io.twinproxy.proxy.config.ListenAddress;
import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.config.ProxyConfig;
import java.util.ArrayList;
import java.util.List;

/** Makes configurations and proxies for tests: every pool listens on a free port of loopback. */
public final class Proxies {
    private Proxies() {}

    /** One pool called {@code pool} over servers on these ports, named a, b, c…. */
    public static ProxyConfig config(String settings, int... ports) {
        StringBuilder yaml = new StringBuilder("pool:\n  listen: 127.0.0.1:1\n");
        settings.lines().forEach(line -> yaml.append("  ").append(line.strip()).append('\n'));
        yaml.append("  servers:\n");
        char name = 'a';
        for (int port : ports) {
            yaml.append("  - 127.0.0.1:")
                    .append(port)
                    .append(":1 ")
                    .append(name++)
                    .append('\n');
        }
        return parse(yaml.toString());
    }

    /** A file as it is, but listening on free ports. */
    public static ProxyConfig parse(String yaml) {
        try {
            ProxyConfig config = ProxyConfig.parse(yaml, "test");
            List<PoolConfig> pools = new ArrayList<>();
            config.pools().forEach(pool -> pools.add(pool.listeningAt(ListenAddress.tcp("127.0.0.1", 0))));
            return new ProxyConfig(pools, config.warnings());
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ProxyOptions options() {
        return ProxyOptions.defaults()
                .withEventLoops(1)
                .withDrainLimit(java.time.Duration.ofMillis(200))
                .withProbeInterval(java.time.Duration.ofSeconds(30));
    }

    public static Proxy start(ProxyConfig config) {
        return start(config, options());
    }

    public static Proxy start(ProxyConfig config, ProxyOptions options) {
        try {
            return Proxy.start(config, options);
        } catch (ProxyException e) {
            throw new IllegalStateException(e);
        }
    }

    public static int port(Proxy proxy) {
        return proxy.health().pools().get(0).port();
    }
}
