package io.twinproxy.cli.verb;

import io.twinproxy.cli.look.CheckReport;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.output.Times;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code check}. */
@Command(
        name = "check",
        description = {
            "Tells whether a pair could fail over now, with every reason why not.",
            "Exit code 0 when it could, 1 when it could not."
        })
public final class CheckVerb implements Verb {
    @Parameters(paramLabel = "PAIR", description = "The pair.")
    private String pair = "";

    private final Root root;

    public CheckVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        return root.store(store -> {
            Picture picture = new Picture(store.read(Pairs.required(store, pair)), store.leader());
            CheckReport report = CheckReport.of(picture, new Times(root.shell().clock()));
            root.output().show(report);
            return report.ready() ? Exit.DONE : Exit.FAILED;
        });
    }
}
