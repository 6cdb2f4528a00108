package io.twinproxy.agent.core;

import java.util.Optional;

/**
 * Which EC2 instance this is, as far as it is known.
 *
 * @param instance its id, {@code i-0123abcd}
 * @param zone its availability zone
 */
public record Machine(Optional<String> instance, Optional<String> zone) {
    public static final Machine UNKNOWN = new Machine(Optional.empty(), Optional.empty());
}
