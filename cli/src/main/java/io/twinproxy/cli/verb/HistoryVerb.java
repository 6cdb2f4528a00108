package io.twinproxy.cli.verb;

import io.twinproxy.cli.look.HistoryReport;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code history}. */
@Command(name = "history", description = "What happened to a pair, newest last, with causes, operators and times.")
public final class HistoryVerb implements Verb {
    @Parameters(paramLabel = "PAIR", description = "The pair.")
    private String pair = "";

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            description = "How many, 1 to " + Store.EVENTS_MAX + "; 20 unless given.")
    private int number = 20;

    private final Root root;

    public HistoryVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        if (number < 1 || number > Store.EVENTS_MAX) {
            throw new VerbException(Exit.USAGE, "-n is " + number + "; it must be 1 to " + Store.EVENTS_MAX);
        }
        return root.store(store -> {
            root.output().show(new HistoryReport(pair, store.events(Pairs.required(store, pair), number)));
            return Exit.DONE;
        });
    }
}
