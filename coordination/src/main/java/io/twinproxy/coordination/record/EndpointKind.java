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
    /** Reassign a private address to an interface of the other host, in one call; one subnet. */
    SECONDARY_IP,
    /** Associate an Elastic IP with an interface of the other host; across zones, from outside the network. */
    ELASTIC_IP,
    /** Point a route for an address outside the network at an interface of the other host; across zones. */
    ROUTE,
    /** Register and deregister instances of a classic load balancer. */
    CLASSIC_ELB,
    /** The operator's own observe and move commands. */
    COMMAND;

    /** Every kind's word, as messages list them. */
    public static final String WORDS =
            "eni, secondary-ip, elastic-ip, route, target-group, target-group-gate, classic-elb or command";

    /** The cloud maps an address to an interface of one host, in one call. */
    public boolean mapped() {
        return this == SECONDARY_IP || this == ELASTIC_IP || this == ROUTE;
    }

    /** Instances are registered with a load balancer, and deregistered. */
    public boolean registered() {
        return this == TARGET_GROUP || this == CLASSIC_ELB;
    }

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
