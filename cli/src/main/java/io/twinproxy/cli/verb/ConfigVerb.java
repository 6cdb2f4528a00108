package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import picocli.CommandLine.Command;

/** {@code config}: looks at settings files. */
@Command(name = "config", description = "Looks at settings files.", synopsisSubcommandLabel = "VERB")
public final class ConfigVerb implements Verb {
    @Override
    public Exit run() throws VerbException {
        throw new VerbException(Exit.USAGE, "Say what with: twinproxy config check.");
    }
}
