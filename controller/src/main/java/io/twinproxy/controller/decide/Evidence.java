package io.twinproxy.controller.decide;

import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Sight;
import java.time.Duration;
import java.util.Optional;

/**
 * All that is known of one host at one moment.
 *
 * @param host its name
 * @param present its heartbeat node is there: its session lives
 * @param heartbeat the last one heard, present or not
 * @param age since that one arrived here, on the leader's monotonic clock
 * @param lateAfter how much past its own refresh a heartbeat may be
 * @param seen what the leader's probe says
 * @param seenDetail the probe's last failure in words
 * @param peerSees what another host that is itself alive says of it
 * @param peerDetail that one's last failure in words
 * @param drained the reason an operator, or the maintenance file, took it out
 * @param downFor how long it has been judged down without a break
 * @param placeable whether the endpoint can be put there at all, or a sentence why not: no instance id, other zone
 */
public record Evidence(
        String host,
        boolean present,
        Optional<Heartbeat> heartbeat,
        Duration age,
        Duration lateAfter,
        Sight seen,
        String seenDetail,
        Sight peerSees,
        String peerDetail,
        Optional<String> drained,
        Duration downFor,
        Optional<String> placeable) {
    /** Whether the heartbeat is older than the host promised plus what is allowed. */
    public boolean late() {
        return heartbeat
                .map(h -> age.compareTo(h.refresh().plus(lateAfter)) > 0)
                .orElse(false);
    }
}
