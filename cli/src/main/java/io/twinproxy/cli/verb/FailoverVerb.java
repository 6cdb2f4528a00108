package io.twinproxy.cli.verb;

import io.twinproxy.cli.act.Act;
import io.twinproxy.cli.act.Switching;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.record.Request;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code failover}. */
@Command(
        name = "failover",
        description = "Makes a host active by force, even if it is not ready; refuses only what can never work.")
public final class FailoverVerb implements Verb {
    @Parameters(index = "0", paramLabel = "PAIR", description = "The pair.")
    private String pair = "";

    @Option(names = "--to", required = true, paramLabel = "HOST", description = "The host that is to be active.")
    private String to = "";

    @Mixin
    private Because because = new Because();

    @Mixin
    private Acting acting = new Acting();

    private final Root root;

    public FailoverVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        Request request = because.request(root.shell());
        return root.store(store -> new Act(root.shell(), root.output(), store, acting.options())
                .on(
                        List.of(Pairs.required(store, pair)),
                        new Switching(true, Optional.of(to), root.shell().ids().get(), request)));
    }
}
