package io.twinproxy.agent.core;

/**
 * Who this agent is; does not change while it runs.
 *
 * @param incarnation random, new with every start
 * @param health where its health answers are, {@code host:port}
 */
public record Self(String pair, String host, String incarnation, String health) {}
