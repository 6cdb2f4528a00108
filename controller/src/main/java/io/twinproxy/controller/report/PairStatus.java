package io.twinproxy.controller.report;

import io.twinproxy.controller.decide.Decision;
import io.twinproxy.controller.decide.HostView;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.coordination.record.Assignment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One pair as the leader reads it at one moment.
 *
 * @param decision the situation and what follows
 * @param holdDown for how much longer automatic moves rest
 * @param preflight every reason why a move could not be carried out, as last checked
 * @param work what is under way for this pair, in words, when something is: a step, a look, a write
 */
public record PairStatus(
        String pair,
        Decision decision,
        Placement placement,
        List<HostView> hosts,
        Assignment assignment,
        Duration holdDown,
        List<String> preflight,
        Optional<String> work) {
    public PairStatus {
        hosts = List.copyOf(hosts);
        preflight = List.copyOf(preflight);
    }
}
