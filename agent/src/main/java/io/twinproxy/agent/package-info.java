/** The host daemon: heartbeat, health answers, the moved interface, and the embedded proxy. */
@NullMarked
package io.twinproxy.agent;

import org.jspecify.annotations.NullMarked;
