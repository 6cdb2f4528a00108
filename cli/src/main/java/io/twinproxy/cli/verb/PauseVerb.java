package io.twinproxy.cli.verb;

import io.twinproxy.cli.act.Act;
import io.twinproxy.cli.act.Pausing;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.record.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pause}. */
@Command(name = "pause", description = "Holds a pair as it is: nothing moves until it is resumed, whatever happens.")
public final class PauseVerb implements Verb {
    @Mixin
    private PairOrAll which = new PairOrAll();

    @Mixin
    private Because because = new Because();

    @Mixin
    private Acting acting = new Acting();

    private final Root root;

    public PauseVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        which.check();
        Request request = because.request(root.shell());
        return root.store(store -> new Act(root.shell(), root.output(), store, acting.options())
                .on(which.in(store), new Pausing(true, request)));
    }
}
