package io.twinproxy.proxy.stats;

import java.util.Locale;

/** What is counted per backend, in nutcracker's names and order. */
public enum BackendField {
    SERVER_EOF("# eof on server connections", false),
    SERVER_ERR("# errors on server connections", false),
    SERVER_TIMEDOUT("# timeouts on server connections", false),
    SERVER_CONNECTIONS("# active server connections", true),
    SERVER_EJECTED_AT("timestamp when server was ejected in usec since epoch", true),
    REQUESTS("# requests", false),
    REQUEST_BYTES("total request bytes", false),
    RESPONSES("# responses", false),
    RESPONSE_BYTES("total response bytes", false),
    IN_QUEUE("# requests in incoming queue", true),
    IN_QUEUE_BYTES("current request bytes in incoming queue", true),
    OUT_QUEUE("# requests in outgoing queue", true),
    OUT_QUEUE_BYTES("current request bytes in outgoing queue", true);

    private final String sentence;
    private final boolean present;

    BackendField(String sentence, boolean present) {
        this.sentence = sentence;
        this.present = present;
    }

    /** The name in statistics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String sentence() {
        return sentence;
    }

    /** Whether it tells how things are now, and may fall; else it counts since the start. */
    public boolean present() {
        return present;
    }
}
