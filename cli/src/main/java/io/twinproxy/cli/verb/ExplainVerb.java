package io.twinproxy.cli.verb;

import io.twinproxy.cli.look.Explanation;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.output.Times;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code explain}. */
@Command(name = "explain", description = "One pair in full: why it moved, why it does not, and what would happen now.")
public final class ExplainVerb implements Verb {
    @Parameters(paramLabel = "PAIR", description = "The pair.")
    private String pair = "";

    private final Root root;

    public ExplainVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        return root.store(store -> {
            Picture picture = new Picture(store.read(Pairs.required(store, pair)), store.leader());
            root.output()
                    .show(new Explanation(
                            picture,
                            store.events(pair, Store.EVENTS_MAX),
                            new Times(root.shell().clock())));
            return Exit.DONE;
        });
    }
}
