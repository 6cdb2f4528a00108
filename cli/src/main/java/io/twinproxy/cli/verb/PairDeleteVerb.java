package io.twinproxy.cli.verb;

import io.twinproxy.cli.act.Act;
import io.twinproxy.cli.act.Deleting;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.record.Request;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code delete}. */
@Command(name = "delete", description = "Forgets a pair; touches neither the cloud nor the hosts.")
public final class PairDeleteVerb implements Verb {
    @Parameters(index = "0", paramLabel = "PAIR", description = "The pair.")
    private String pair = "";

    @Mixin
    private Because because = new Because();

    @Mixin
    private Acting acting = new Acting();

    private final Root root;

    public PairDeleteVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        Request request = because.request(root.shell());
        return root.store(store -> new Act(root.shell(), root.output(), store, acting.options())
                .on(List.of(Pairs.required(store, pair)), new Deleting(request.by(), request.reason())));
    }
}
