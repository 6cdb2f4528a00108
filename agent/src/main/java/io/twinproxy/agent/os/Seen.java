package io.twinproxy.agent.os;

import java.util.List;
import java.util.Optional;

/**
 * What the operating system shows of one interface and its address.
 *
 * @param link the interface with the MAC address sought, if there is one
 * @param rules all policy rules for single source addresses
 * @param defaults the default route of each table, the preferred one where there are several
 * @param drivenElsewhere another program configures this interface and is to be left alone
 */
record Seen(Optional<Link> link, List<Rule> rules, List<Default> defaults, boolean drivenElsewhere) {
    Seen {
        rules = List.copyOf(rules);
        defaults = List.copyOf(defaults);
    }

    static final Seen NO_LINK = new Seen(Optional.empty(), List.of(), List.of(), false);

    /**
     * An interface.
     *
     * @param up administratively
     * @param carrier the link layer works
     * @param addresses IPv4, without prefix
     */
    record Link(String name, boolean up, boolean carrier, List<String> addresses) {
        Link {
            addresses = List.copyOf(addresses);
        }
    }

    /** Packets from this address look their route up in this table. */
    record Rule(String from, String table) {}

    /** The table of packets that no rule sends elsewhere. */
    static final String MAIN = "main";

    /** The default route of a table; that of the main one has the table {@link #MAIN}. */
    record Default(String table, String link) {}
}
