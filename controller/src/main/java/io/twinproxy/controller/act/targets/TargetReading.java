package io.twinproxy.controller.act.targets;

import java.util.Locale;
import java.util.Optional;

/**
 * One target of the group as the load balancer describes it. An instance registered on two ports is two targets.
 *
 * @param id the instance id
 * @param port as registered; it must be named again to deregister a target that does not have the group's own
 * @param reason the load balancer's code for why, or empty
 */
public record TargetReading(String id, Optional<Integer> port, Health health, String reason) {
    /** The load balancer's word for a target; {@code OTHER} is one this program does not know. */
    public enum Health {
        INITIAL,
        HEALTHY,
        UNHEALTHY,
        UNHEALTHY_DRAINING,
        UNUSED,
        DRAINING,
        UNAVAILABLE,
        OTHER;

        static Health of(String word) {
            String name = word.toUpperCase(Locale.ROOT).replace('.', '_');
            for (Health health : values()) {
                if (health.name().equals(name)) {
                    return health;
                }
            }
            return OTHER;
        }
    }

    /**
     * It is registered no longer, or on its way out. Draining counts as gone: it gets no new connection, and waiting
     * for the old ones to end may take an hour.
     */
    boolean gone() {
        return health == Health.DRAINING || (health == Health.UNUSED && reason.equals("Target.NotRegistered"));
    }

    /** New connections reach it: it is healthy, or nobody checks. */
    boolean serves() {
        return health == Health.HEALTHY || unchecked();
    }

    boolean unchecked() {
        return health == Health.UNAVAILABLE && reason.equals("Target.HealthCheckDisabled");
    }

    /** The load balancer has given up on it, so taking it out costs nothing. */
    boolean dead() {
        return health == Health.UNHEALTHY || health == Health.UNHEALTHY_DRAINING || health == Health.UNUSED;
    }

    /** Why no health check will ever make it serve; empty while one still may. */
    Optional<String> hopeless() {
        if (health != Health.UNUSED) {
            return Optional.empty();
        }
        return switch (reason) {
            case "Target.NotInUse" ->
                Optional.of(id + " is not used: no listener forwards to the group, or the load balancer is not enabled"
                        + " in its zone");
            case "Target.InvalidState" -> Optional.of("instance " + id + " is stopped or terminated");
            case "Target.IpUnusable" -> Optional.of("the address of " + id + " cannot be a target");
            default -> Optional.empty();
        };
    }

    String name() {
        return port.map(p -> id + ":" + p).orElse(id);
    }

    String words() {
        String word = health.name().toLowerCase(Locale.ROOT).replace('_', '.');
        return name() + " is " + word + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
