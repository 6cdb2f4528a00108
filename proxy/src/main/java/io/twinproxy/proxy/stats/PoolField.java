package io.twinproxy.proxy.stats;

import java.util.Locale;

/** What is counted per pool, in nutcracker's names and order. */
public enum PoolField {
    CLIENT_EOF("# eof on client connections"),
    CLIENT_ERR("# errors on client connections"),
    CLIENT_CONNECTIONS("# active client connections"),
    SERVER_EJECTS("# times backend server was ejected"),
    FORWARD_ERROR("# times we encountered a forwarding error"),
    FRAGMENTS("# fragments created from a multi-vector request");

    private final String sentence;

    PoolField(String sentence) {
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
