package io.twinproxy.agent.core;

import io.twinproxy.coordination.probe.Target;

/** The other host of the pair, and how its proxy is probed. */
public record PeerAt(String host, Target target) {}
