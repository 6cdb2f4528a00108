package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import picocli.CommandLine.Command;

/** {@code secret}: makes the secret that opens ZooKeeper's nodes, and puts it onto them. */
@Command(
        name = "secret",
        description = "Makes the secret that opens ZooKeeper's nodes, and puts it onto them.",
        synopsisSubcommandLabel = "VERB")
public final class SecretVerb implements Verb {
    @Override
    public Exit run() throws VerbException {
        throw new VerbException(Exit.USAGE, "Say what with: twinproxy secret make or apply.");
    }
}
