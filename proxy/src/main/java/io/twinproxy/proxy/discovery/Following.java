package io.twinproxy.proxy.discovery;

import java.util.List;
import java.util.Optional;

/**
 * Which of a configuration endpoint's answers to believe. Pure but for what it remembers; one thread.
 *
 * <p>A version that grew is taken at once. Any other answer that names other nodes may come from a node that lags behind, and
 * is taken only when it has been given so often in a row that the cluster must have been made anew, its versions from the
 * start.
 */
final class Following {
    /** At one answer a minute a node would have to lag for as many minutes. */
    static final int CONFIRMATIONS = 5;

    private Optional<Cluster> taken = Optional.empty();
    private Optional<Cluster> doubted = Optional.empty();
    private int confirmations;

    /** The nodes from now on; empty when they stay as they are. */
    Optional<List<Node>> heard(Cluster answer) {
        boolean first = taken.isEmpty();
        boolean grown = !first && answer.version() > taken.get().version();
        boolean same = !first && answer.nodes().equals(taken.get().nodes());
        if (!first && !grown && !same && !confirmed(answer)) {
            return Optional.empty();
        }
        // A lagging node that names the same nodes must not take the version back.
        if (first || grown || !same) {
            taken = Optional.of(answer);
        }
        doubted = Optional.empty();
        confirmations = 0;
        return same ? Optional.empty() : Optional.of(answer.nodes());
    }

    private boolean confirmed(Cluster answer) {
        confirmations = doubted.equals(Optional.of(answer)) ? confirmations + 1 : 1;
        doubted = Optional.of(answer);
        return confirmations >= CONFIRMATIONS;
    }

    /** The newest version that was believed; 0 before the first. */
    long version() {
        return taken.map(Cluster::version).orElse(0L);
    }

    /** An answer that is not believed yet, for people. */
    Optional<Cluster> doubted() {
        return doubted;
    }
}
