package io.twinproxy.agent.os;

import io.twinproxy.agent.net.Cidr;
import java.util.Locale;
import java.util.Optional;

/**
 * How the moved interface is treated.
 *
 * @param subnet the interface's, when not asked of the instance metadata
 * @param gateway its router, when not the subnet's first address
 * @param table the routing table that replies from the address use, and the priority of the rule that says so
 */
public record InterfaceSettings(Manage manage, Optional<Cidr> subnet, Optional<String> gateway, int table) {
    /** What the agent may do with the interface. */
    public enum Manage {
        /** Verify, and configure what is missing on the active host. */
        AUTO,
        /** Verify only. */
        VERIFY,
        /** Neither. */
        OFF;

        public static Optional<Manage> of(String word) {
            for (Manage manage : values()) {
                if (manage.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return Optional.of(manage);
                }
            }
            return Optional.empty();
        }
    }
}
