/**
 * The store in memory, under any clock: the servers as one object, each client as another, and every notification,
 * expiry and reconnect through a scheduler that the caller owns. Its tree, bytes and records are those of the real one.
 *
 * <p>Single-threaded when the scheduler is; nothing here locks anything else than what the shared tree does.
 */
@NullMarked
package io.twinproxy.coordination.memory;

import org.jspecify.annotations.NullMarked;
