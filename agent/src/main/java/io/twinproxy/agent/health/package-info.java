/** The answers load balancers ask for: HTTP, one sentence a reason, and nothing that could make them late. */
@NullMarked
package io.twinproxy.agent.health;

import org.jspecify.annotations.NullMarked;
