package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.record.Request;
import picocli.CommandLine.Option;

/** Why an operator acts: recorded with the request and shown wherever it is. */
final class Because {
    /** A record in the store is bounded, and a reason is a sentence. */
    private static final int CHARS_MAX = 500;

    static final String MEANING =
            "Why; kept, and shown with the operator's name, which is $TWINPROXY_OPERATOR, else user@host.";

    @Option(names = "--reason", required = true, paramLabel = "WORDS", description = MEANING + " Required.")
    private String reason = "";

    Request request(Shell shell) throws VerbException {
        return request(shell, reason);
    }

    static Request request(Shell shell, String words) throws VerbException {
        String reason = words.strip();
        if (reason.isEmpty()) {
            throw new VerbException(Exit.USAGE, "--reason is empty; say why in a few words");
        }
        return bounded(shell, reason);
    }

    static Request bounded(Shell shell, String reason) throws VerbException {
        if (reason.length() > CHARS_MAX) {
            throw new VerbException(
                    Exit.USAGE,
                    "--reason has " + reason.length() + " characters; at most " + CHARS_MAX + " are allowed");
        }
        return new Request(shell.operator(), reason, shell.nowMillis());
    }
}
