package io.twinproxy.emulator.core;

import java.util.List;
import java.util.Optional;

/**
 * Where new connections through a target group go.
 *
 * @param failOpen whether no target is healthy, so that all of them are tried
 * @param accepting the targets new connections go to, in order
 */
public record Routing(String targetGroupArn, boolean failOpen, List<Destination> accepting) {
    /** A target with the instance that its address leads to now, or nobody. */
    public record Destination(TargetId target, Optional<String> instanceId) {}

    public Routing {
        accepting = List.copyOf(accepting);
    }
}
