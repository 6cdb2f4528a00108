package io.twinproxy.agent.core;

import io.twinproxy.coordination.record.EndpointKind;

/** What the operating system of the active host needs, by the kind of endpoint. */
public enum Bearing {
    /** Nothing: the cloud translates, or a load balancer chooses. */
    NOTHING,
    /** The interface that moves, and its address. */
    INTERFACE,
    /** The address that moves, on the host's own interface of its subnet; no other host has it. */
    ADDRESS,
    /** The address that routes lead to, on the loopback interface of every host. */
    LOOPBACK;

    static Bearing of(EndpointKind kind) {
        return switch (kind) {
            case ENI -> INTERFACE;
            case SECONDARY_IP -> ADDRESS;
            case ROUTE -> LOOPBACK;
            case ELASTIC_IP, TARGET_GROUP, TARGET_GROUP_GATE, CLASSIC_ELB, COMMAND -> NOTHING;
        };
    }
}
