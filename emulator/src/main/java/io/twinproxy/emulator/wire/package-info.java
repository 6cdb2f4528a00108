/**
 * Makes the cloud's decisions real on one machine: clients of an interface or a load balancer reach whoever holds it.
 *
 * <p>A wire is told of every change before the call that caused it is answered. {@code ForwardWire} carries TCP
 * connections and needs no privilege; {@code NetnsWire} moves a network device between namespaces and needs root.
 */
@NullMarked
package io.twinproxy.emulator.wire;

import org.jspecify.annotations.NullMarked;
