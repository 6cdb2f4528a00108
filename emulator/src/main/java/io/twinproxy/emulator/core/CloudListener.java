package io.twinproxy.emulator.core;

import java.util.Optional;

/**
 * Hears what the data plane must do. Called on the thread that uses the cloud, in the middle of a call or of settling
 * and before its answer is given, so an implementation must be quick and must not call the cloud.
 */
public interface CloudListener {
    /** Packets to an interface now go to this instance, or to nobody. */
    default void holderChanged(String networkInterfaceId, Optional<String> instanceId) {}

    /** New connections through a target group now go to these targets. */
    default void routingChanged(Routing routing) {}

    /** The load balancer resets the connections it carries to a target. */
    default void connectionsReset(String targetGroupArn, TargetId target) {}
}
