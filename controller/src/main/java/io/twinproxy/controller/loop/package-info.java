/**
 * The loop: one thread owns all state; others post to its mailbox. A turn takes a view of each pair that is due, decides,
 * reports, sets at most one call for a pair on its way, and says when to look again.
 *
 * <p>Nothing here starts a thread, reads a clock or draws a number of its own: {@code World} brings them, so the same
 * classes run in production and under virtual time.
 */
@NullMarked
package io.twinproxy.controller.loop;

import org.jspecify.annotations.NullMarked;
