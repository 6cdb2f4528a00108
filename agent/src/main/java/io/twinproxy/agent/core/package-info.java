/**
 * What the agent does, without doing it: one loop over what is known, and the pure rules it follows.
 *
 * <pre>
 * store, prober, looks ──► Inbox ──► AgentLoop.turn ──► Worker (writes, looks, probes; each elsewhere)
 *                                        │
 *                                        └─► Standing (role as last known, for the health answers)
 * </pre>
 *
 * <p>Knows coordination's records and nothing of files, sockets, processes or clocks; whoever drives it hands them in.
 */
@NullMarked
package io.twinproxy.agent.core;

import org.jspecify.annotations.NullMarked;
