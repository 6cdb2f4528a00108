package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;

/** A sub-command with its options filled in. */
public interface Verb {
    Exit run() throws VerbException;
}
