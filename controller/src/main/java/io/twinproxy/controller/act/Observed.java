package io.twinproxy.controller.act;

import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the cloud said of an endpoint at one moment. Pure: all that follows, follows from the value. */
public interface Observed {
    /** Who holds it, in this pair's words. */
    Placement placement(List<Target> hosts, Optional<String> assigned);

    /**
     * What comes next on the way to the wanted host.
     *
     * @param waited for how long the endpoint has been in this same state of change
     */
    Next next(Target wanted, Duration waited);

    /** Whether the cloud said anything; when not, nothing is known anew, and what was known before still is. */
    boolean readable();

    /** The state of change in words that stay the same while the state does: what {@code waited} is counted for. */
    String state();

    /** The MAC address of the interface that moves, where one does. */
    default Optional<String> interfaceMac() {
        return Optional.empty();
    }

    /** That interface's private address. */
    default Optional<String> interfaceAddress() {
        return Optional.empty();
    }
}
