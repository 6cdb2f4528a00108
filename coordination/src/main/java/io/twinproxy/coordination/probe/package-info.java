/**
 * Probes of proxies through their own ports: the one prober that the leader and both agents use.
 *
 * <pre>
 * {@link io.twinproxy.coordination.probe.NioProber}   one thread, one selector, all targets; decides nothing
 *        │ what happened, when            ▲ open, send, close; wake me at
 *        ▼                                │
 * {@link io.twinproxy.coordination.probe.Sightings}   one target: what to do next, and what it means; pure
 *        │
 *        ▼
 * {@link io.twinproxy.coordination.probe.Sighting}    what a listener hears
 * </pre>
 *
 * <p>A killed process is seen by its reset connection and confirmed by a refused reconnect, within milliseconds; a
 * frozen one and a dead host by probes that no reply comes to. A prober that was itself not scheduled distrusts itself.
 */
@NullMarked
package io.twinproxy.coordination.probe;

import org.jspecify.annotations.NullMarked;
