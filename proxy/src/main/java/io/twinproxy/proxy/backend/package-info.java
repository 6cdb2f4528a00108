/** What the proxy sends to: a pool's membership, its backends, and one pipelined connection per loop to each. */
@NullMarked
package io.twinproxy.proxy.backend;

import org.jspecify.annotations.NullMarked;
