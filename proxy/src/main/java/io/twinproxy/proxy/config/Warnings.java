package io.twinproxy.proxy.config;

import io.twinproxy.proxy.hash.Distribution;
import io.twinproxy.proxy.hash.KeyHash;
import io.twinproxy.proxy.hash.Placement;
import io.twinproxy.proxy.hash.RingServer;
import io.twinproxy.proxy.pem.Validity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What works but is seldom meant. */
final class Warnings {
    private Warnings() {}

    static List<String> of(List<PoolConfig> pools, Instant now) {
        List<String> warnings = new ArrayList<>();
        Map<String, String> seen = new TreeMap<>();
        for (PoolConfig pool : pools) {
            ring(pool, warnings);
            addresses(pool, seen, warnings);
            ejection(pool, warnings);
            certificates(pool, now, warnings);
        }
        return warnings;
    }

    private static void ring(PoolConfig pool, List<String> warnings) {
        if (pool.distribution() != Distribution.KETAMA) {
            if (pool.discovery().isPresent()) {
                warnings.add("pool " + pool.name() + ": distribution "
                        + pool.distribution().word()
                        + " with discovery sends most keys elsewhere when a node comes or goes; use ketama");
            }
            return;
        }
        if (pool.hash() == KeyHash.CRC32
                && (pool.servers().size() > 1 || pool.discovery().isPresent())) {
            warnings.add("pool " + pool.name() + ": hash crc32 yields 15 bits, and with ketama every key lands on one"
                    + " server; use crc32a, or modula, if keys may move");
        }
        List<RingServer> servers =
                pool.servers().stream().map(ServerConfig::ringServer).toList();
        for (RingServer server : Placement.withoutPoints(servers)) {
            warnings.add("pool " + pool.name() + ": server " + server.name() + " has weight " + server.weight()
                    + ", too small a share for a point on the ring; it gets no key");
        }
    }

    private static void addresses(PoolConfig pool, Map<String, String> seen, List<String> warnings) {
        for (ServerConfig server : pool.servers()) {
            String here = server.ringName() + " of pool " + pool.name();
            String other = seen.putIfAbsent(server.address(), here);
            if (other != null) {
                warnings.add("server " + here + " is at " + server.address() + ", like " + other
                        + "; a key may be reached under both");
            }
        }
    }

    private static void ejection(PoolConfig pool, List<String> warnings) {
        if (pool.redis() && pool.autoEjectHosts()) {
            warnings.add("pool " + pool.name() + ": auto_eject_hosts on redis sends a lost server's keys elsewhere and"
                    + " back again; data written meanwhile is not found afterwards");
        }
        if (pool.autoEjectHosts() && pool.timeout().isEmpty()) {
            warnings.add("pool " + pool.name() + ": auto_eject_hosts without timeout notices a server that hangs"
                    + " only by its probes, the second in a row that gets no answer within 5 s");
        }
    }

    private static void certificates(PoolConfig pool, Instant now, List<String> warnings) {
        Map<String, List<X509Certificate>> all = new LinkedHashMap<>();
        pool.tls().ifPresent(tls -> {
            all.put("tls.certificate", tls.identity().chain());
            all.put("tls.client_ca", tls.clientAuthorities());
        });
        pool.serverTls().ifPresent(tls -> {
            all.put("server_tls.ca", tls.authorities());
            tls.identity().ifPresent(own -> all.put("server_tls.certificate", own.chain()));
        });
        all.forEach((key, certificates) -> Validity.warnings(certificates, now)
                .forEach(warning -> warnings.add("pool " + pool.name() + ": " + key + ": " + warning)));
    }
}
