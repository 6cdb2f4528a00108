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

/** {@code switchover}. */
@Command(
        name = "switchover",
        description = "Makes the other host active in a planned move; refuses unless it is ready.")
public final class SwitchoverVerb implements Verb {
    @Parameters(index = "0", paramLabel = "PAIR", description = "The pair.")
    private String pair = "";

    @Option(names = "--to", paramLabel = "HOST", description = "The host that is to be active; else the other one.")
    private Optional<String> to = Optional.empty();

    @Mixin
    private Because because = new Because();

    @Mixin
    private Acting acting = new Acting();

    private final Root root;

    public SwitchoverVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        Request request = because.request(root.shell());
        return root.store(store -> new Act(root.shell(), root.output(), store, acting.options())
                .on(
                        List.of(Pairs.required(store, pair)),
                        new Switching(false, to, root.shell().ids().get(), request)));
    }
}
