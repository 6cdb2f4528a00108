package io.twinproxy.cli.verb;

import io.twinproxy.cli.act.Act;
import io.twinproxy.cli.act.ActOptions;
import io.twinproxy.cli.act.Applying;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pair apply}. */
@Command(
        name = "apply",
        description = {
            "Declares a pair from its file, or changes it and shows what changes.",
            "A new pair needs neither --reason nor --yes; a change needs --reason, and asks.",
            "With --if-absent nothing is ever changed, so it may run again and again."
        })
public final class PairApplyVerb implements Verb {
    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "The pair's file.")
    private Path file = Path.of("");

    @Option(
            names = "--if-absent",
            description = "Only declare: leave a pair that is declared already as it is, and end with 0. Asks nothing.")
    private boolean ifAbsent;

    @Option(names = "--reason", paramLabel = "WORDS", description = Because.MEANING + " A change needs it.")
    private String reason = "";

    @Mixin
    private Acting acting = new Acting();

    private final Root root;

    public PairApplyVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        Request request = Because.bounded(root.shell(), reason.strip());
        PairSpec spec = spec();
        return root.store(store -> apply(store, spec, request));
    }

    private PairSpec spec() throws VerbException {
        try {
            return PairSpec.parse(Texts.read(file), file.toString());
        } catch (SettingsException e) {
            throw Texts.problems(e);
        }
    }

    private Exit apply(Store store, PairSpec spec, Request request) throws VerbException, UnavailableException {
        List<Picture> others = new ArrayList<>();
        boolean declared = false;
        for (String pair : store.pairs()) {
            Picture picture = new Picture(store.read(pair), Optional.empty());
            if (pair.equals(spec.pair())) {
                declared = picture.declared();
            } else {
                others.add(picture);
            }
        }
        ActOptions options = acting.options();
        ActOptions asking = new ActOptions(options.dryRun(), options.yes() || ifAbsent || !declared, options.atMost());
        return new Act(root.shell(), root.output(), store, asking)
                .on(List.of(spec.pair()), new Applying(spec, others, ifAbsent, request));
    }
}
