package io.twinproxy.proxy;

import io.twinproxy.proxy.backend.Backend;
import java.time.Duration;
import java.util.List;

/**
 * How the proxy is at one moment.
 *
 * @param accepting false once it drains or is closed
 * @param loops how long ago each event loop was last seen to turn
 */
public record ProxyHealth(List<PoolHealth> pools, boolean accepting, List<Duration> loops) {

    /** A loop notes its turns twenty times a second; one silent for this long is stuck, or the whole process was. */
    private static final Duration STUCK_AFTER = Duration.ofSeconds(1);

    public ProxyHealth {
        pools = List.copyOf(pools);
        loops = List.copyOf(loops);
    }

    /** Whether every event loop turns. */
    public boolean turning() {
        return loops.stream().allMatch(silence -> silence.compareTo(STUCK_AFTER) < 0);
    }

    /** Whether it accepts, its loops turn, and every pool has enough backends in. */
    public boolean serving() {
        return accepting && turning() && pools.stream().allMatch(PoolHealth::enough);
    }

    /**
     * One pool.
     *
     * @param protocol {@code memcached} or {@code redis}
     * @param address the host it is bound to, or the path of its unix socket
     * @param port the port it is bound to; 0 for a unix socket
     * @param minBackends how many must be in
     */
    public record PoolHealth(
            String name,
            String protocol,
            String address,
            int port,
            List<BackendHealth> backends,
            int minBackends,
            long clients) {

        public PoolHealth {
            backends = List.copyOf(backends);
        }

        /** How many backends are in. */
        public int live() {
            return (int)
                    backends.stream().filter(b -> b.state() == Backend.State.IN).count();
        }

        public int total() {
            return backends.size();
        }

        public boolean enough() {
            return live() >= minBackends;
        }
    }

    /** One backend: its ring name, where it is, and whether it is in. */
    public record BackendHealth(String name, String address, Backend.State state) {}
}
