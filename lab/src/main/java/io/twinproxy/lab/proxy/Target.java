package io.twinproxy.lab.proxy;

/** What the load is sent to. */
enum Target {
    DIRECT("direct", "#8c8c8c"),
    OURS("twinproxy", "#1f6fb2"),
    NUTCRACKER("nutcracker", "#c8782a"),
    OURS_BALANCED("haproxy, twinproxy", "#7fb2dc"),
    NUTCRACKER_BALANCED("haproxy, nutcracker", "#e6b98a");

    private final String word;
    private final String colour;

    Target(String word, String colour) {
        this.word = word;
        this.colour = colour;
    }

    String word() {
        return word;
    }

    /** In charts. */
    String colour() {
        return colour;
    }

    boolean balanced() {
        return this == OURS_BALANCED || this == NUTCRACKER_BALANCED;
    }
}
