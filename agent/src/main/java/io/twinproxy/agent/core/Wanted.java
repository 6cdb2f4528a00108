package io.twinproxy.agent.core;

import java.util.Optional;

/**
 * What the operating system is to be looked at for.
 *
 * @param interfaceNeeded whether the kind of endpoint puts an interface on the active host
 * @param mac the moving interface's, once the leader knows it
 * @param address its private address, likewise
 */
public record Wanted(Role role, boolean interfaceNeeded, Optional<String> mac, Optional<String> address) {}
