/** Which server a key belongs to, to the byte as nutcracker 0.5.0 does it; pure functions, no Netty. */
@NullMarked
package io.twinproxy.proxy.hash;

import org.jspecify.annotations.NullMarked;
