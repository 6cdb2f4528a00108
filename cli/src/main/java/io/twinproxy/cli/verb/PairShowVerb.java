package io.twinproxy.cli.verb;

import io.twinproxy.cli.look.PairReport;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.record.PairSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code show}. */
@Command(name = "show", description = "What is declared of a pair, defaults filled in.")
public final class PairShowVerb implements Verb {
    @Parameters(paramLabel = "PAIR", description = "The pair.")
    private String pair = "";

    private final Root root;

    public PairShowVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        return root.store(store -> {
            Entry<PairSpec> spec = store.read(Pairs.required(store, pair)).spec();
            if (spec.problem().isPresent()) {
                throw new VerbException(
                        Exit.FAILED,
                        "The spec of " + pair + " cannot be read: "
                                + spec.problem().get() + ". Apply the pair's file again.");
            }
            PairSpec declared = spec.value()
                    .orElseThrow(() -> new VerbException(
                            Exit.USAGE, pair + " has agents but is not declared: twinproxy pair apply -f pair.yml"));
            root.output().show(new PairReport(declared));
            return Exit.DONE;
        });
    }
}
