/**
 * An endpoint that is a network interface: detached by the attachment id seen, then attached to the wanted instance.
 * {@link io.twinproxy.controller.act.eni.EniState} decides, {@link io.twinproxy.controller.act.eni.EniEndpoint} calls.
 */
@NullMarked
package io.twinproxy.controller.act.eni;

import org.jspecify.annotations.NullMarked;
