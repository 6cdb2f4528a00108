package io.twinproxy.cli.shell;

/** How the command ends; the numbers are part of its interface. */
public enum Exit {
    DONE(0, "done"),
    /** Done, but a pair is degraded; or the move failed. */
    FAILED(1, "failed"),
    /** Usage or configuration: every problem is listed at once. */
    USAGE(2, "usage"),
    /** ZooKeeper does not answer, or no controller leads. */
    UNREACHABLE(3, "unreachable"),
    /** Refused; the sentence says why. */
    REFUSED(4, "refused"),
    TIMED_OUT(5, "timed-out");

    private final int code;
    private final String word;

    Exit(int code, String word) {
        this.code = code;
        this.word = word;
    }

    public int code() {
        return code;
    }

    /** As it stands under {@code result} in JSON and YAML. */
    public String word() {
        return word;
    }

    /** Of several ends the one to report: the larger number is the one that needs more attention. */
    public Exit worse(Exit other) {
        return code >= other.code ? this : other;
    }
}
