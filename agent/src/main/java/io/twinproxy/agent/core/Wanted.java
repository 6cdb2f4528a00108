package io.twinproxy.agent.core;

import java.util.Optional;

/**
 * What the operating system is to be looked at for.
 *
 * @param bearing what the kind of endpoint puts on the active host
 * @param mac the moving interface's, once the leader knows it
 * @param address the one that moves, once it is known
 * @param secondary whether it is a secondary address, which the distribution's own programs configure late
 * @param settled whether no move is under way: what is not this host's any more may be taken off
 */
public record Wanted(
        Role role,
        Bearing bearing,
        Optional<String> mac,
        Optional<String> address,
        boolean secondary,
        boolean settled) {}
