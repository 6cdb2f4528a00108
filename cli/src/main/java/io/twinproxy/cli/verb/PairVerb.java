package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import picocli.CommandLine.Command;

/** {@code pair}: declares pairs, shows and forgets them. */
@Command(name = "pair", description = "Declares pairs, shows and forgets them.", synopsisSubcommandLabel = "VERB")
public final class PairVerb implements Verb {
    @Override
    public Exit run() throws VerbException {
        throw new VerbException(Exit.USAGE, "Say what with: twinproxy pair apply, list, show or delete.");
    }
}
