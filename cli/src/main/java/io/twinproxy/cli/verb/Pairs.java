package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.settings.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Which pairs a verb means. */
final class Pairs {
    private Pairs() {}

    static String required(Store store, String pair) throws VerbException, UnavailableException {
        SortedSet<String> pairs = store.pairs();
        if (pairs.contains(pair)) {
            return pair;
        }
        String hint = Nearest.to(pair, pairs)
                .map(near -> "did you mean " + near + "?")
                .orElse(pairs.isEmpty() ? "no pairs are declared" : "pairs: " + String.join(", ", pairs));
        throw new VerbException(Exit.USAGE, "There is no pair " + pair + "; " + hint);
    }

    static List<String> oneOrAll(Store store, Optional<String> pair) throws VerbException, UnavailableException {
        return pair.isPresent() ? List.of(required(store, pair.get())) : List.copyOf(store.pairs());
    }
}
