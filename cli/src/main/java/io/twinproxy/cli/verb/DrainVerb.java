package io.twinproxy.cli.verb;

import io.twinproxy.cli.act.Act;
import io.twinproxy.cli.act.Draining;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.record.Request;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code drain}. */
@Command(
        name = "drain",
        description = "Takes a host out: it must not become active, and is left when the other is ready.")
public final class DrainVerb implements Verb {
    @Parameters(index = "0", paramLabel = "PAIR", description = "The pair.")
    private String pair = "";

    @Parameters(index = "1", paramLabel = "HOST", description = "The host.")
    private String host = "";

    @Mixin
    private Because because = new Because();

    @Mixin
    private Acting acting = new Acting();

    private final Root root;

    public DrainVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        Request request = because.request(root.shell());
        return root.store(store -> new Act(root.shell(), root.output(), store, acting.options())
                .on(List.of(Pairs.required(store, pair)), new Draining(true, host, request)));
    }
}
