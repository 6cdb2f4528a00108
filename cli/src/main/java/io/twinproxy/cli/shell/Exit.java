package io.twinproxy.cli.shell;

/** How the command ends; the numbers are part of its interface. */
public enum Exit {
    DONE(0, "done", "done"),
    /** Done, but a pair is degraded; or the move failed. */
    FAILED(1, "failed", "degraded, or the move failed"),
    /** Usage or configuration: every problem is listed at once. */
    USAGE(2, "usage", "usage or configuration"),
    /** ZooKeeper does not answer, or no controller leads. */
    UNREACHABLE(3, "unreachable", "ZooKeeper or leader unreachable"),
    /** Refused; the sentence says why. */
    REFUSED(4, "refused", "refused"),
    TIMED_OUT(5, "timed-out", "timed out waiting");

    private final int code;
    private final String word;
    private final String meaning;

    Exit(int code, String word, String meaning) {
        this.code = code;
        this.word = word;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** As it stands under {@code result} in JSON and YAML. */
    public String word() {
        return word;
    }

    /** A few words for help and manual. */
    public String meaning() {
        return meaning;
    }

    /** Of several ends the one to report: the larger number is the one that needs more attention. */
    public Exit worse(Exit other) {
        return code >= other.code ? this : other;
    }
}
