package io.twinproxy.controller.act.command;

/**
 * How a program ended.
 *
 * @param ending whether it ended by itself
 * @param exit its exit code, when it did
 * @param out the beginning of its output
 * @param err the end of its error output; the reason why it did not start, when it did not
 */
record Result(Ending ending, int exit, String out, String err) {
    enum Ending {
        EXITED,
        TIMED_OUT,
        NOT_STARTED
    }

    String firstLine() {
        return out.lines().findFirst().orElse("").strip();
    }

    /** The last line of the error output that says anything; empty when none does. */
    String lastError() {
        return err.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .reduce((a, b) -> b)
                .orElse("");
    }
}
