/**
 * An endpoint that is a target group of a load balancer: moved by registering and deregistering ({@link
 * io.twinproxy.controller.act.targets.TargetsState}), or by the health checks alone ({@link
 * io.twinproxy.controller.act.targets.GateState}).
 */
@NullMarked
package io.twinproxy.controller.act.targets;

import org.jspecify.annotations.NullMarked;
