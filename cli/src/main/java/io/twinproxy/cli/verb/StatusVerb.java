package io.twinproxy.cli.verb;

import io.twinproxy.cli.look.Ailments;
import io.twinproxy.cli.look.PairStatus;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.look.StatusReport;
import io.twinproxy.cli.output.Times;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.Store.Leader;
import io.twinproxy.coordination.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}. */
@Command(
        name = "status",
        description = {
            "Every pair in a line: who is active, who could take over, where the endpoint is, how the leader reads it.",
            "Exit code 0 when all is well, 1 when a pair is degraded, 3 when no controller leads.",
            Ailments.DEGRADED
        })
public final class StatusVerb implements Verb {
    @Parameters(arity = "0..1", paramLabel = "PAIR", description = "Only this pair.")
    private Optional<String> pair = Optional.empty();

    @Option(
            names = {"-w", "--watch"},
            description = "Go on showing changes until Ctrl-C; plain lines when not on a terminal.")
    private boolean watch;

    private final Root root;

    public StatusVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        return root.store(store -> watch ? watch(store) : once(store));
    }

    private Exit once(Store store) throws VerbException, UnavailableException {
        Optional<Leader> leader = store.leader();
        Times times = new Times(root.shell().clock());
        List<PairStatus> pairs = new ArrayList<>();
        for (String name : Pairs.oneOrAll(store, pair)) {
            pairs.add(PairStatus.of(new Picture(store.read(name), leader), times));
        }
        StatusReport report = new StatusReport(leader, pairs);
        root.output().show(report);
        return report.exit();
    }

    private Exit watch(Store store) throws VerbException, UnavailableException {
        if (pair.isPresent()) {
            Pairs.required(store, pair.get());
        }
        return new StatusWatch(root.shell(), root.output(), store).follow(pair);
    }
}
