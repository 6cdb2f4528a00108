/**
 * Decide: a view in, a decision out. Pure: no clock, no I/O, no chance, no logger, and no type of AWS or ZooKeeper.
 *
 * <p>{@link io.twinproxy.controller.decide.Judge} reads each host's evidence; {@link
 * io.twinproxy.controller.decide.Failover} recognises the first {@link io.twinproxy.controller.decide.Situation} that
 * fits, in the order of their numbers, and says what follows from it.
 */
@NullMarked
package io.twinproxy.controller.decide;

import org.jspecify.annotations.NullMarked;
