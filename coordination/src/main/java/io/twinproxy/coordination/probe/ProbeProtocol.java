package io.twinproxy.coordination.probe;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is asked of a proxy, and what counts as its reply. An error reply is a reply: the process listens and its event
 * loop turns, and backends that are down are no reason to move.
 */
public enum ProbeProtocol {
    MEMCACHE("version\r\n", "(VERSION |ERROR|CLIENT_ERROR|SERVER_ERROR).*"),
    REDIS("*1\r\n$4\r\nPING\r\n", "[+-].*");

    private final String request;
    private final Pattern reply;

    ProbeProtocol(String request, String reply) {
        this.request = request;
        this.reply = Pattern.compile(reply);
    }

    /** The protocol by the word heartbeats use for it. */
    public static Optional<ProbeProtocol> of(String word) {
        for (ProbeProtocol protocol : values()) {
            if (protocol.word().equals(word)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    byte[] request() {
        return request.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a line, without its end, is a reply of this protocol. */
    boolean understands(String line) {
        return reply.matcher(line).matches();
    }
}
