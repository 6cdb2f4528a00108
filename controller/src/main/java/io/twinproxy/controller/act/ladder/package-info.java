/**
 * An interface that moves, with a last rung: where even a forced detach sticks, an address of it is led to the host's own
 * interface. {@link io.twinproxy.controller.act.ladder.LadderState} decides.
 */
@NullMarked
package io.twinproxy.controller.act.ladder;

import org.jspecify.annotations.NullMarked;
