package io.twinproxy.controller.decide;

import java.time.Duration;
import java.util.List;

/**
 * One host as judged.
 *
 * @param why the judgement in words, with the signals behind it
 * @param notReady every reason why it must not be made active; empty when it is ready
 * @param enoughBackends false only on its own live word that a pool has fewer than its {@code min_backends} in; not
 *     known is not too few
 * @param drained an operator, or the maintenance file, took it out
 * @param alive its session lives and its heartbeat is not late
 * @param downFor how long it has been down without a break
 */
public record HostView(
        String name,
        Health health,
        String why,
        List<String> notReady,
        boolean enoughBackends,
        boolean drained,
        boolean alive,
        Duration downFor) {
    public HostView {
        notReady = List.copyOf(notReady);
    }

    public boolean ready() {
        return notReady.isEmpty();
    }

    public boolean down() {
        return health == Health.DOWN;
    }
}
