package io.twinproxy.coordination.record;

import java.util.Locale;
import java.util.Optional;

/** How a pair's endpoint moves. */
public enum EndpointKind {
    /** Detach and attach a network interface; one availability zone. */
    ENI,
    /** Register and deregister targets of a target group. */
    TARGET_GROUP,
    /** Both hosts stay registered; the agents' {@code /active} answers decide; no cloud call moves anything. */
    TARGET_GROUP_GATE,
    /** The operator's own observe and move commands. */
    COMMAND;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<EndpointKind> of(String word) {
        for (EndpointKind kind : values()) {
            if (kind.word().equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
