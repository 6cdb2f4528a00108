/**
 * What controller, agent and command say to one another: the ports, and the tree behind them.
 *
 * <pre>
 * /twinproxy/controllers/latch/…      leader latch                             controllers
 * /twinproxy/controllers/names/NAME   ephemeral: a running controller          that controller
 * /twinproxy/epoch                    which leadership; checked by every write the leader
 *                                     of a leader
 * /twinproxy/pairs/NAME/spec          what the operator declared               operators
 *                      /hosts/HOST    ephemeral: the heartbeat                 that host's agent
 *                      /assignment    who is to be active, the move under way  the leader
 *                      /intent        what the operator asked                  operators
 *                      /reading       how the leader reads it, for people      the leader
 *                      /events/…      bounded history                          the leader
 * </pre>
 *
 * <p>Each node has one kind of writer; a reader tells the others what it read by writing its own node. Everything a
 * listener hears is "look again", never "this happened": a lost notification costs a re-read, not correctness.
 */
@NullMarked
package io.twinproxy.coordination;

import org.jspecify.annotations.NullMarked;
