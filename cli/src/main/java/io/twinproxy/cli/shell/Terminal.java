package io.twinproxy.cli.shell;

import java.util.Optional;

/** The person at the other end, if there is one. */
public interface Terminal {
    /** Whether a person reads what is printed and can answer. */
    boolean interactive();

    /** The next line typed; empty when input has ended. Blocks until then. The question was already printed. */
    Optional<String> answer();
}
