package io.twinproxy.controller.decide;

import java.time.Duration;
import java.util.Optional;

/**
 * What was decided and why.
 *
 * @param target the host to move to or to adopt
 * @param sentence why, with this pair's hosts in it
 * @param lookAgainIn the longest the leader may go without deciding again, though nothing changes
 */
public record Decision(Situation situation, Optional<String> target, String sentence, Duration lookAgainIn) {
    public Action action() {
        return situation.action();
    }
}
