package io.twinproxy.proxy.stats;

import java.util.Locale;

/** What is told of a pool that learns its servers; no other pool has these. */
public enum DiscoveryField {
    DISCOVERY_VERSION("version of the newest answer that was taken"),
    DISCOVERY_NODES("# nodes of the newest answer that was taken"),
    DISCOVERY_ANSWERS("# answers of the configuration endpoint that told its nodes"),
    DISCOVERY_FAILURES("# questions without an answer, or with one that makes no sense"),
    DISCOVERY_CHANGES("# times the nodes changed, the first answer included"),
    DISCOVERY_ANSWERED_AT("timestamp in usec of the last answer, 0 before the first");

    private final String sentence;

    DiscoveryField(String sentence) {
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
