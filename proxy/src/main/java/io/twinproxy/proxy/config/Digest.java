package io.twinproxy.proxy.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The text a pool is digested from, and the digest. The text's form is fixed: a change makes hosts look different. */
final class Digest {
    private static final int BYTES = 8;

    private Digest() {}

    static String text(PoolConfig pool) {
        StringBuilder out = new StringBuilder(256);
        line(out, "name", pool.name());
        line(out, "hash", pool.hash().word());
        line(out, "distribution", pool.distribution().word());
        line(
                out,
                "hash_tag",
                pool.hashTag().map(tag -> tag.open() + "," + tag.close()).orElse(""));
        line(
                out,
                "timeout",
                pool.timeout().map(t -> Long.toString(t.toMillis())).orElse("none"));
        line(out, "client_connections", pool.clientConnections());
        line(out, "redis", pool.redis());
        line(
                out,
                "redis_auth",
                pool.redisAuth().map(secret -> of("redis_auth " + secret)).orElse(""));
        line(out, "redis_db", pool.redisDb());
        line(out, "server_connections", pool.serverConnections());
        line(out, "auto_eject_hosts", pool.autoEjectHosts());
        line(out, "server_retry_timeout", pool.serverRetryTimeout().toMillis());
        line(out, "server_failure_limit", pool.serverFailureLimit());
        line(out, "min_backends", pool.minBackends());
        if (pool.discovery().isPresent()) {
            line(out, "discovery", pool.discovery().get().endpoint());
            return out.toString();
        }
        for (ServerConfig server : pool.servers()) {
            line(out, "server", server.address() + " " + server.weight() + " " + server.ringName());
        }
        return out.toString();
    }

    static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }

    private static void line(StringBuilder out, String key, Object value) {
        out.append(key).append(' ').append(value).append('\n');
    }
}
