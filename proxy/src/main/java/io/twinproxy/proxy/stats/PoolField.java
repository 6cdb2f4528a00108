package io.twinproxy.proxy.stats;

import java.util.Locale;

/** What is counted per pool, in nutcracker's names and order. */
public enum PoolField {
    CLIENT_EOF("# eof on client connections", false),
    CLIENT_ERR("# errors on client connections", false),
    CLIENT_CONNECTIONS("# active client connections", true),
    SERVER_EJECTS("# times backend server was ejected", false),
    FORWARD_ERROR("# times we encountered a forwarding error", false),
    FRAGMENTS("# fragments created from a multi-vector request", false);

    private final String sentence;
    private final boolean present;

    PoolField(String sentence, boolean present) {
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
