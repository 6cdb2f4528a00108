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

/** {@code undrain}. */
@Command(name = "undrain", description = "Takes a drain back.")
public final class UndrainVerb implements Verb {
    @Parameters(index = "0", paramLabel = "PAIR", description = "The pair.")
    private String pair = "";

    @Parameters(index = "1", paramLabel = "HOST", description = "The host.")
    private String host = "";

    @Mixin
    private Because because = new Because();

    @Mixin
    private Acting acting = new Acting();

    private final Root root;

    public UndrainVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        Request request = because.request(root.shell());
        return root.store(store -> new Act(root.shell(), root.output(), store, acting.options())
                .on(List.of(Pairs.required(store, pair)), new Draining(false, host, request)));
    }
}
