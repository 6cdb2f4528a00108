package io.twinproxy.agent.core;

import io.twinproxy.coordination.record.Sight;

/** What the probes of a host say now; {@code at} tells which probes, so that an old one's word is not taken for a new. */
public record PeerSeen(PeerAt at, Sight sight, String detail) {}
