/**
 * What clients, backends and routing know of a protocol: requests with keys, replies that end, and how parts are joined.
 * A pool speaks one {@link io.twinproxy.proxy.protocol.Protocol}; ordering, timeouts, bounds, ejection and reload are the same
 * for all.
 */
@NullMarked
package io.twinproxy.proxy.protocol;

import org.jspecify.annotations.NullMarked;
