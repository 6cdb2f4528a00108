/**
 * An endpoint that is an address which the cloud leads to an interface of one host, and elsewhere in one call: a
 * secondary private address, an Elastic IP, a route. {@link io.twinproxy.controller.act.mapping.MappingState} decides;
 * what each kind calls is behind {@link io.twinproxy.controller.act.mapping.MappingCalls}. None of these calls can be
 * made conditional on what was seen: one that comes late moves the address all the same, and the next look undoes it.
 */
@NullMarked
package io.twinproxy.controller.act.mapping;

import org.jspecify.annotations.NullMarked;
