package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Either one pair or {@code --all}, and not nothing by mistake. */
final class PairOrAll {
    @Parameters(arity = "0..1", paramLabel = "PAIR", description = "The pair; or --all.")
    private Optional<String> pair = Optional.empty();

    @Option(names = "--all", description = "Every pair.")
    private boolean all;

    void check() throws VerbException {
        if (all == pair.isPresent()) {
            throw new VerbException(
                    Exit.USAGE, all ? "Name a pair or say --all, not both." : "Name a pair, or say --all.");
        }
    }

    List<String> in(Store store) throws VerbException, UnavailableException {
        List<String> pairs = Pairs.oneOrAll(store, pair);
        if (pairs.isEmpty()) {
            throw new VerbException(Exit.USAGE, "No pairs are declared.");
        }
        return pairs;
    }
}
