package io.twinproxy.proxy.stats;

import java.util.Locale;

/** What is counted per backend, in nutcracker's names and order. */
public enum BackendField {
    SERVER_EOF("# eof on server connections"),
    SERVER_ERR("# errors on server connections"),
    SERVER_TIMEDOUT("# timeouts on server connections"),
    SERVER_CONNECTIONS("# active server connections"),
    SERVER_EJECTED_AT("timestamp when server was ejected in usec since epoch"),
    REQUESTS("# requests"),
    REQUEST_BYTES("total request bytes"),
    RESPONSES("# responses"),
    RESPONSE_BYTES("total response bytes"),
    IN_QUEUE("# requests in incoming queue"),
    IN_QUEUE_BYTES("current request bytes in incoming queue"),
    OUT_QUEUE("# requests in outgoing queue"),
    OUT_QUEUE_BYTES("current request bytes in outgoing queue");

    private final String sentence;

    BackendField(String sentence) {
        this.sentence = sentence;
    }

    /** The name in statistics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String sentence() {
        return sentence;
    }
}
