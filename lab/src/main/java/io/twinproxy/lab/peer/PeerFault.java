package io.twinproxy.lab.peer;

/** What is done to the active host. */
enum PeerFault {
    KILL("proxy killed (SIGKILL)"),
    FREEZE("proxy frozen (SIGSTOP)"),
    STOP("planned stop (SIGTERM to keepalived)");

    private final String sentence;

    PeerFault(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
