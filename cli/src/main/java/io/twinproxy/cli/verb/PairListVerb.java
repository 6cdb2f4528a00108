package io.twinproxy.cli.verb;

import io.twinproxy.cli.look.PairListReport;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code pair list}. */
@Command(name = "list", description = "Every declared pair: what moves, and how.")
public final class PairListVerb implements Verb {
    private final Root root;

    public PairListVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        return root.store(store -> {
            List<Picture> pictures = new ArrayList<>();
            for (String pair : store.pairs()) {
                pictures.add(new Picture(store.read(pair), Optional.empty()));
            }
            root.output().show(new PairListReport(pictures));
            return Exit.DONE;
        });
    }
}
