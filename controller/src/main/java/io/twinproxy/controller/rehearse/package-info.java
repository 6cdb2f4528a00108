/** Failovers played before the first real one, so that it meets nothing for the first time. Known only to the root. */
@NullMarked
package io.twinproxy.controller.rehearse;

import org.jspecify.annotations.NullMarked;
